import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { alertNames } from '#contracts';

const folder = join(import.meta.dirname, '../../../../deploy/runbooks');

describe('the runbooks', () => {
  it('are one for each alert, and no other', () => {
    expect(readdirSync(folder).sort()).toEqual(alertNames.map((name) => `${name}.md`).sort());
  });

  it.each(alertNames)('%s says who notices, what to see and what to do', (name) => {
    const text = readFileSync(join(folder, `${name}.md`), 'utf8');
    expect(text).toMatch(new RegExp(`^# ${name}\\n`));
    for (const part of ['Who notices', 'See', 'Do']) expect(text).toContain(`\n## ${part}\n`);
  });
});
