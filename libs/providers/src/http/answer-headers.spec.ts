import { describe, expect, it } from '@jest/globals';
import { AnswerHeaders } from './answer-headers.js';

const fields = { 'x-request-id': 'req_1', 'set-cookie': ['a=1', 'b=2'], via: ['one', 'two'] };
const ours: Headers = new AnswerHeaders(fields);

const theirs = new Headers();
for (const [name, value] of Object.entries(fields)) {
  for (const one of [value].flat()) theirs.append(name, one);
}

describe('the headers of an answer', () => {
  it.each(['x-request-id', 'X-Request-Id', 'via', 'absent', 'constructor', 'toString'])(
    'are like a `Headers` of the same fields when asked for %s',
    (name) => {
      expect(ours.get(name)).toBe(theirs.get(name));
      expect(ours.has(name)).toBe(theirs.has(name));
    },
  );

  it('can be gone through in every way, and copied', () => {
    const expected = [
      ['x-request-id', 'req_1'],
      ['set-cookie', 'a=1, b=2'],
      ['via', 'one, two'],
    ];
    const told: string[][] = [];
    ours.forEach((value, name) => told.push([name, value]));
    expect([...ours]).toEqual(expected);
    expect([...ours.entries()]).toEqual(expected);
    expect([...ours.keys()].map((name, at) => [name, [...ours.values()][at]])).toEqual(expected);
    expect(told).toEqual(expected);
    expect(new Headers(ours).get('via')).toBe('one, two');
    expect(ours.getSetCookie()).toEqual(theirs.getSetCookie());
    expect(new AnswerHeaders({}).getSetCookie()).toEqual([]);
  });

  it('cannot be changed', () => {
    expect(() => ours.set('via', 'three')).toThrow(TypeError);
    expect(() => ours.append('via', 'three')).toThrow(TypeError);
    expect(() => ours.delete('via')).toThrow(TypeError);
    expect(ours.get('via')).toBe('one, two');
  });
});
