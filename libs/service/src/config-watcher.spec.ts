import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { watchConfig, type ConfigWatch } from './config-watcher.js';
import { SettingsError } from './settings-error.js';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'config-watcher-'));
  file = join(dir, 'understudy.yaml');
  writeFileSync(file, 'one');
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('watchConfig', () => {
  let watch: ConfigWatch;
  let lines: { level: number; msg: string; problems?: string[] }[];
  let configs: string[];

  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    watch.close();
    jest.useRealTimers();
  });

  function start(path: string): void {
    lines = [];
    configs = [];
    watch = watchConfig({
      file: path,
      read: () => {
        const text = readFileSync(path, 'utf8');
        if (text.startsWith('bad')) throw new SettingsError(['line 1: bad', 'line 2: worse']);
        return text;
      },
      onChange: (config) => configs.push(config),
      logger: pino({}, { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) }),
    });
  }

  const lookTwice = (): void => void jest.advanceTimersByTime(2_000);

  it('follows a file that is written, and one that is replaced', () => {
    start(file);
    writeFileSync(file, 'two');
    lookTwice();
    writeFileSync(`${file}~`, 'three');
    renameSync(`${file}~`, file);
    lookTwice();
    expect(configs).toEqual(['two', 'three']);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [30, 'The config was read anew'],
      [30, 'The config was read anew'],
    ]);
  });

  it('follows a mounted ConfigMap, whose directory is swapped behind a link', () => {
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(dir, version));
      writeFileSync(join(dir, version, 'mounted.yaml'), version);
    }
    symlinkSync('v1', join(dir, '..data'));
    symlinkSync('..data/mounted.yaml', join(dir, 'mounted.yaml'));
    start(join(dir, 'mounted.yaml'));
    symlinkSync('v2', join(dir, '..data_tmp'));
    renameSync(join(dir, '..data_tmp'), join(dir, '..data'));
    lookTwice();
    expect(configs).toEqual(['v2']);
  });

  it('does not stir for a file that is touched, or as it was before', () => {
    start(file);
    utimesSync(file, 1, 1);
    lookTwice();
    writeFileSync(file, 'two');
    jest.advanceTimersByTime(1_000);
    writeFileSync(file, 'one');
    lookTwice();
    expect(configs).toEqual([]);
  });

  it('does not take a file that is being written', () => {
    start(file);
    for (const text of ['', 't', 'tw', 'two']) {
      writeFileSync(file, text);
      jest.advanceTimersByTime(1_000);
    }
    expect(configs).toEqual([]);
    jest.advanceTimersByTime(1_000);
    expect(configs).toEqual(['two']);
  });

  it('refuses a bad config with one error that has all its problems, and takes the mended one', () => {
    start(file);
    writeFileSync(file, 'bad');
    lookTwice();
    lookTwice();
    expect(lines).toMatchObject([
      {
        level: 50,
        msg: 'The changed config is refused; the old one stays in force:\n  - line 1: bad\n  - line 2: worse',
        problems: ['line 1: bad', 'line 2: worse'],
      },
    ]);
    writeFileSync(file, 'mended');
    lookTwice();
    expect(configs).toEqual(['mended']);
  });

  it('never takes an empty file for a config: somebody is about to write it', () => {
    start(file);
    writeFileSync(file, ' \n');
    lookTwice();
    expect(configs).toEqual([]);
    expect(lines).toEqual([expect.objectContaining({ level: 50, msg: expect.stringContaining('is empty') })]);
    writeFileSync(file, 'two');
    lookTwice();
    expect(configs).toEqual(['two']);
  });

  it('says once that the file is gone, and takes the one that comes in its place', () => {
    start(file);
    rmSync(file);
    lookTwice();
    lookTwice();
    expect(lines).toMatchObject([
      { level: 50, msg: expect.stringMatching(/old config stays in force.*yaml$/) },
    ]);
    expect(configs).toEqual([]);
    writeFileSync(file, 'back');
    lookTwice();
    expect(configs).toEqual(['back']);
  });

  it('looks no more once it is closed', () => {
    start(file);
    watch.close();
    writeFileSync(file, 'two');
    lookTwice();
    expect(configs).toEqual([]);
  });
});

describe('watchConfig in a process of its own', () => {
  /** Jest's own `process` hears no signals. */
  const program = `
    import { existsSync, readFileSync } from 'node:fs';
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve: (specifier, context, next) =>
        next(specifier.startsWith('.') ? specifier.replace(/\\.js$/, '.ts') : specifier, context),
    });
    const { watchConfig } = await import('${import.meta.dirname}/config-watcher.ts');
    const [file] = process.argv.slice(1);
    const say = (line) => console.log(line);
    const read = () => {
      const text = readFileSync(file, 'utf8');
      if (text.startsWith('bad')) throw new Error('it is bad');
      return text;
    };
    const watch = watchConfig({
      file,
      read,
      onChange: (config) => say('config ' + config),
      logger: { info: say, error: (...what) => say(what.at(-1).replaceAll('\\n', ' ')) },
    });
    process.on('SIGHUP', () => say('heard'));
    process.once('SIGUSR2', () => {
      watch.close();
      say('closed');
    });
    const stay = setInterval(() => undefined, 1000);
    process.once('SIGTERM', () => clearInterval(stay));
    say('started');
  `;

  it('always reads anew on SIGHUP, and never again once it is closed', async () => {
    const child = spawn(
      process.execPath,
      ['--experimental-transform-types', '--no-warnings', '--input-type=module', '--eval', program, file],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(child, 'exit');
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const nextLines = async (count: number): Promise<string[]> => {
      const said: string[] = [];
      while (said.length < count) said.push(String((await lines.next()).value));
      return said;
    };
    try {
      expect(await nextLines(1)).toEqual(['started']);
      child.kill('SIGHUP');
      expect(await nextLines(3)).toEqual(['config one', 'The config was read anew', 'heard']);
      writeFileSync(file, 'bad');
      child.kill('SIGHUP');
      expect(await nextLines(2)).toEqual([
        'The changed config is refused; the old one stays in force:   - it is bad',
        'heard',
      ]);
      rmSync(file);
      child.kill('SIGHUP');
      expect(await nextLines(2)).toEqual([expect.stringMatching(/^The config file cannot be read/), 'heard']);
      child.kill('SIGUSR2');
      expect(await nextLines(1)).toEqual(['closed']);
      child.kill('SIGHUP');
      expect(await nextLines(1)).toEqual(['heard']);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await exited).toEqual([0, null]);
  });
});
