import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.js';

type Line = Readonly<Record<string, unknown>>;

/** A logger as our apps have it, and its lines. */
function setUp() {
  const lines: Line[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Line);
  return { logger: createLogger('test', { LOG_LEVEL: 'info' }, { write }), lines };
}

function deep(levels: number): object {
  let value: object = {};
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
}

function circular(): object {
  const value: Record<string, unknown> = { name: 'circle' };
  value['self'] = value;
  return value;
}

const throwing = (name: string): object =>
  Object.defineProperty({}, name, {
    enumerable: true,
    get: () => {
      throw new Error('not to be looked at');
    },
  });

const withToJson = {
  toJSON: () => {
    throw new Error('no JSON of me');
  },
};

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const chain = (length: number): Error => {
  let error = new Error('the first');
  for (let link = 0; link < length; link += 1) error = new Error('a later one', { cause: error });
  return error;
};

const values: readonly (readonly [name: string, value: unknown])[] = [
  ['a BigInt', 10n ** 40n],
  ['a BigInt inside', { offset: 1n }],
  ['a circle', circular()],
  ['a getter that throws', throwing('value')],
  ['a toJSON that throws', withToJson],
  ['200,000 levels', deep(200_000)],
  ['a list of 200,000 levels', JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))],
  ['a megabyte of text', 'x'.repeat(1024 * 1024)],
  ['half a surrogate pair', '\ud800'],
  ['a symbol', Symbol('s')],
  ['a function', () => 1],
  ['null', null],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
  ['a revoked proxy', revoked()],
  ['an invalid date', new Date(NaN)],
  ['bytes', Buffer.from([0, 255])],
  ['an error whose properties throw', Object.assign(new Error('odd'), { value: throwing('value') })],
  ['an error with a getter that throws', Object.assign(throwing('value'), new Error('odd'))],
  ['an error that is its own cause', Object.assign(new Error('odd'), { cause: circular() })],
  ['20,000 causes', chain(20_000)],
];

describe('the logger', () => {
  it.each(values)('writes its line with %s, as a field, as an error and as all there is', (_name, value) => {
    const { logger, lines } = setUp();
    logger.info({ value, custom_id: 'a' }, 'first');
    logger.error({ err: value, custom_id: 'b' }, 'second');
    logger.warn(value as object, 'third');
    logger.info('with %s', value);
    expect(lines.map(({ level }) => level)).toEqual(['info', 'error', 'warn', 'info']);
    expect(lines.slice(0, 2)).toMatchObject([
      { msg: 'first', custom_id: 'a' },
      { msg: 'second', custom_id: 'b' },
    ]);
  });

  it('names the fields that it could not write, and writes the others', () => {
    const { logger, lines } = setUp();
    logger.info({ custom_id: 'a', answer: withToJson, attempt: 2 }, 'odd');
    logger.info(Object.assign(throwing('secret'), { custom_id: 'b' }), 'odder');
    expect(lines[0]).toMatchObject({ custom_id: 'a', attempt: 2, msg: 'odd' });
    expect(lines[1]).toMatchObject({ custom_id: 'b', unloggable: ['secret'], msg: 'odder' });
  });

  it('I7 writes of an error what it says, where, and why, and nothing that hangs on it', () => {
    const { logger, lines } = setUp();
    const row = { detail: 'Failing row contains (Dear Ada, …)', where: 'line 1: Dear Ada' };
    const headers = { authorization: 'Bearer sk-not-a-real-key' };
    const cause = Object.assign(new RangeError('too many'), { request: { headers } });
    logger.error({ err: Object.assign(new TypeError('refused', { cause }), row, { code: '23514' }) }, 'lost');
    expect(lines).toMatchObject([
      {
        err: {
          type: 'TypeError',
          message: 'refused',
          code: '23514',
          stack: expect.stringContaining('logger.spec'),
          cause: { type: 'RangeError', message: 'too many' },
        },
      },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/Dear Ada|not-a-real-key/);
  });
});
