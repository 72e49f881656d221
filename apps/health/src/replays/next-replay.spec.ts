import { describe, expect, it } from '@jest/globals';
import type { KnownRequest } from '#postgres';
import { nextReplay, replaysInOrder } from './next-replay.js';

const known = (customId: string, state: KnownRequest['state']): KnownRequest => ({
  customId,
  state,
  code: null,
  source: null,
});
const failed = known('r', 'failed');

describe('the next replay of a request', () => {
  it('G8 is the first of one that failed, also where no router ever took it', () => {
    expect(nextReplay({ request: failed, replays: [] })).toEqual({ kind: 'next', n: 1 });
    expect(nextReplay({ request: null, replays: [] })).toEqual({ kind: 'next', n: 1 });
  });

  it('G8 comes after the last one that failed, in whatever order they are known, and from however many places', () => {
    const replays = ['r~replay-2', 'r~replay-10', 'r~replay-2', 'r~replay-1'].map((id) =>
      known(id, 'failed'),
    );
    expect(nextReplay({ request: failed, replays })).toEqual({ kind: 'next', n: 11 });
  });

  it('are told in their order, each as far as it has come', () => {
    const replays = [
      known('r~replay-10', 'failed'),
      known('r~replay-2', 'failed'),
      known('r~replay-2', 'running'),
      known('r~replay-2', 'failed'),
    ];
    expect(replaysInOrder({ replays }).map(({ n, state }) => [n, state])).toEqual([
      [2, 'running'],
      [10, 'failed'],
    ]);
  });

  it('does not count what only begins like a replay', () => {
    const replays = [known('r~replay-me', 'answered')];
    expect(nextReplay({ request: failed, replays })).toEqual({ kind: 'next', n: 1 });
  });

  it.each([
    ['answered', 'was answered'],
    ['running', 'is still running'],
    ['waiting', 'still waits for a provider'],
  ] as const)('G8 is refused where the request, or a replay of it, is %s', (state, why) => {
    expect(nextReplay({ request: known('r', state), replays: [] })).toEqual({
      kind: 'refused',
      why: expect.stringMatching(`^it ${why}`),
    });
    const replays = [known('r~replay-1', 'failed'), known('r~replay-2', state)];
    expect(nextReplay({ request: failed, replays })).toEqual({
      kind: 'refused',
      why: expect.stringMatching(`^its replay 'r~replay-2' ${why}`),
    });
  });
});
