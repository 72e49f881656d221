import { describe, expect, it } from '@jest/globals';
import type { DeadLetter } from '#contracts';
import { describeDeadLetters } from './describe-dead-letters.js';

const letter: DeadLetter = {
  partition: 0,
  offset: '17',
  at: '2026-11-21T12:00:00.123Z',
  reason: 'InvalidRequest',
  problem: 'the value is not JSON',
  original: { topic: 'llm.requests', partition: 3, offset: '5' },
  org: null,
  custom_id: null,
  bytes: 12,
  replay_of: null,
};

describe('dead letters as text', () => {
  it('G8 shows where each lies, whose it is if that is known, and why it is there', () => {
    const replayed = {
      ...letter,
      offset: '18',
      org: 'acme',
      custom_id: 'r',
      problem: null,
      replay_of: '0/17',
    };
    expect(describeDeadLetters({ dead_letters: [replayed, letter], next: 'abc' })).toBe(
      [
        'LAID ASIDE            PLACE  ORG      REQUEST  BYTES  REPLAYS  WHY',
        '2026-11-21T12:00:00Z  0/18   acme     r        12     0/17     InvalidRequest',
        '2026-11-21T12:00:00Z  0/17   unknown  unknown  12              the value is not JSON',
        'There are more: --before abc goes on.',
      ].join('\n'),
    );
    expect(describeDeadLetters({ dead_letters: [], next: null })).toBe('There is no such dead letter.');
  });
});
