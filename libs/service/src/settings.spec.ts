import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { logLevel } from './log-level.js';
import { readSettings } from './service-settings.js';
import { readAll, SettingsError } from './settings-error.js';

const read = (env: Record<string, string>) =>
  readSettings(env, ['ROUTER_PORT', 8091], { SIZE: z.coerce.number().positive().default(5) });

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
};

describe('readSettings', () => {
  it('needs nothing: the defaults are the local stack', () => {
    expect(read({})).toEqual({
      service: {
        databaseUrl: 'postgres://postgres:postgres@127.0.0.1:25432/understudy',
        topicPrefix: 'llm.',
        httpHost: '127.0.0.1',
        httpPort: 8091,
      },
      own: { SIZE: 5 },
    });
  });

  it('takes an empty variable for an unset one', () => {
    expect(read({ ROUTER_PORT: '', DATABASE_URL: '' }).service.httpPort).toBe(8091);
  });

  it('tells all problems at once, each with its variable', () => {
    const problems = problemsOf(() =>
      read({ ROUTER_PORT: 'x', DATABASE_URL: 'mysql://a/b', TOPIC_PREFIX: 'a b', SIZE: '-1' }),
    );
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'DATABASE_URL',
      'TOPIC_PREFIX',
      'ROUTER_PORT',
      'SIZE',
    ]);
  });

  it.each([
    [
      { LOG_LEVEL: 'loud' },
      "LOG_LEVEL is 'loud': give one of trace, debug, info, warn, error, fatal, silent",
    ],
    [{ ROUTER_PORT: 'abc' }, "ROUTER_PORT is 'abc': give a port, a whole number from 0 to 65535"],
    [{ ROUTER_PORT: '70000' }, "ROUTER_PORT is '70000': give a port, a whole number from 0 to 65535"],
    [
      { LOCAL_POSTGRES_PORT: '1.5' },
      "LOCAL_POSTGRES_PORT is '1.5': give a port, a whole number from 0 to 65535",
    ],
    [{ SIZE: '0' }, "SIZE is '0': give more than 0"],
    [{ SIZE: 'many' }, "SIZE is 'many': give a number"],
  ])('says of %j what to write instead', (env, problem) => {
    expect(problemsOf(() => read(env))).toEqual([problem]);
  });
});

describe('readAll', () => {
  it('gives what every reader read', () => {
    expect(readAll({ a: () => 1, b: () => 'two' })).toEqual({ a: 1, b: 'two' });
  });

  it('tells the problems of every reader', () => {
    const failing = (error: Error) => (): never => {
      throw error;
    };
    const readers = {
      a: failing(new SettingsError(['one', 'two'])),
      b: failing(new Error('three')),
      c: () => 4,
    };
    expect(problemsOf(() => readAll(readers))).toEqual(['one', 'two', 'three']);
  });
});

describe('logLevel', () => {
  it('is the one that is named, if there is such a one', () => {
    expect(['warn', 'silent', 'loud', '', undefined].map((named) => logLevel({ LOG_LEVEL: named }))).toEqual([
      'warn',
      'silent',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
