import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readOptions } from './options.js';
import { suites } from './suites.js';

it('measures everything in three rounds where nothing is said', () => {
  expect(readOptions([], suites)).toEqual({
    suites,
    rounds: 3,
    cpuProfiles: null,
    list: false,
    json: false,
    write: false,
  });
});

it('picks the cases that are named, in the order in which they are', () => {
  const { suites: picked } = readOptions(['--case=streams', '--case', 'instant'], suites);
  expect(picked.map(({ id }) => id)).toEqual(['streams', 'instant']);
});

it('takes rounds, a directory for profiles, and what becomes of the figures', () => {
  const options = readOptions(['--rounds=5', '--cpu-prof=profiles', '--json', '--write', '--list'], suites);
  expect(options).toMatchObject({
    rounds: 5,
    cpuProfiles: join(process.cwd(), 'profiles'),
    json: true,
    write: true,
    list: true,
  });
});

it.each([
  ['--rounds=0', 'give a whole number'],
  ['--rounds=many', 'give a whole number'],
  ['--case=fast', 'There are instant, 100ms,'],
  ['--cases=instant', 'Known are'],
  ['instant', 'Known are'],
])('refuses %s, and says what would do', (arg, mend) => {
  expect(() => readOptions([arg], suites)).toThrow(mend);
});

it('has one name for each suite', () => {
  expect(new Set(suites.map(({ id }) => id)).size).toBe(suites.length);
});
