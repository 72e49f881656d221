import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parseDocument } from 'yaml';
import { checkoutRoot } from './local/checkout-root.js';

/** `npm run check` holds docker-compose.yml against the Compose Specification's own schema (compose-go 2.16.2's copy). */
const schema = JSON.parse(
  readFileSync(join(checkoutRoot, 'deploy/compose/compose-spec.json'), 'utf8'),
) as object;
const document = parseDocument(readFileSync(join(checkoutRoot, 'docker-compose.yml'), 'utf8'), {
  merge: true,
});

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);
const problems = new Set(document.errors.map(({ message }) => message));
if (problems.size === 0 && !validate(document.toJS())) {
  for (const { instancePath, message, params } of validate.errors!) {
    problems.add(`${instancePath || 'the file'} ${message} ${JSON.stringify(params)}`);
  }
}
for (const problem of problems) process.stderr.write(`docker-compose.yml: ${problem}\n`);
process.exit(problems.size === 0 ? 0 : 1);
