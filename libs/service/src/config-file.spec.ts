import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configFile, readConfigText } from './service-settings.js';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'config-file-'));
  file = join(dir, 'understudy.yaml');
  writeFileSync(file, 'one');
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('configFile', () => {
  it('is the one that is named, whether it is there or not', () => {
    expect(configFile({ UNDERSTUDY_CONFIG: file })).toBe(file);
    expect(readConfigText({ UNDERSTUDY_CONFIG: file })).toBe('one');
    const missing = { UNDERSTUDY_CONFIG: join(dir, 'missing.yaml') };
    expect(configFile(missing)).toBe(missing.UNDERSTUDY_CONFIG);
    expect(() => readConfigText(missing)).toThrow(/UNDERSTUDY_CONFIG: there is no file/);
  });

  it('is the default one otherwise, if that is there', () => {
    const here = process.cwd();
    try {
      process.chdir(dir);
      expect(configFile({ UNDERSTUDY_CONFIG: '' })).toBeNull();
      expect(readConfigText({})).toBeNull();
      mkdirSync('deploy');
      writeFileSync('deploy/understudy.yaml', 'default');
      expect(configFile({})).toBe('deploy/understudy.yaml');
      expect(readConfigText({})).toBe('default');
    } finally {
      process.chdir(here);
    }
  });
});
