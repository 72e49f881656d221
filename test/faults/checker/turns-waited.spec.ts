import { describe, expect, it } from '@jest/globals';
import { History } from '../history/history.js';
import { called, produced } from './sound-run.fixture.js';
import { turnsWaited } from './turns-waited.js';

const isOurs = (request: string): boolean => request.startsWith('ours');

describe('turnsWaited', () => {
  it("G7 counts others' calls from when a request is on the log until it is called first", () => {
    const history = new History([
      produced('ours-1', { at: 10 }),
      produced('ours-2', { at: 20 }),
      produced('ours-3', { at: 30 }),
      produced('theirs', { at: 0 }),
      produced(null),
      called('theirs', { at: 9 }),
      called('theirs', { at: 10 }),
      called('theirs', { at: 25 }),
      called('ours-1', { at: 26 }),
      called('ours-1', { at: 50 }),
      called('theirs', { at: 40 }),
      called('ours-2', { at: 41 }),
    ]);
    expect(Object.fromEntries(turnsWaited(history, isOurs))).toEqual({
      'ours-1': 2,
      'ours-2': 2,
      'ours-3': null,
    });
  });
});
