/**
 * Writes what the code knows best: JSON Schemas of every topic's values and of the config file, and the README's
 * generated parts.
 * With `--check` it writes nothing and fails when something is out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { jsonSchemas } from '#contracts';
import { configJsonSchema } from '#fallback';
import { fillPart } from './fill-part.js';
import { readmeParts } from './readme-parts.js';

const check = process.argv.includes('--check');
const stale: string[] = [];

const current = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

function keep(path: string, text: string): void {
  if (current(path) === text) return;
  if (check) stale.push(path);
  else writeFileSync(path, text);
}

const schemaFolder = 'deploy/schemas';
if (!check) mkdirSync(schemaFolder, { recursive: true });
const schemas = { ...jsonSchemas(), 'understudy.config': configJsonSchema() };
for (const [name, schema] of Object.entries(schemas)) {
  keep(join(schemaFolder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}

let readme = readFileSync('README.md', 'utf8');
for (const [name, text] of Object.entries(readmeParts())) {
  readme = fillPart(readme, name, text);
}
keep('README.md', await format(readme, { parser: 'markdown', printWidth: 110, singleQuote: true }));

if (stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}; run \`npm run docs\`\n`);
  process.exitCode = 1;
}
