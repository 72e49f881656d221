import { describe, expect, it } from '@jest/globals';
import type { Replay } from '#contracts';
import { describeDeadLetterReplays, describeReplay, describeReplays } from './describe-replays.js';

const replay: Replay = {
  org: 'acme',
  custom_id: 'req-1',
  replay: { custom_id: 'req-1~replay-2', n: 2 },
  notes: ['its deadline is over and was left out'],
};

describe('replays as text', () => {
  it('G8 says under which id the answer comes, and what is different', () => {
    expect(describeReplay(replay)).toBe(
      [
        "acme/req-1 is tried again as 'req-1~replay-2': `understudy requests acme 'req-1~replay-2'` shows how that ends.",
        'Note: its deadline is over and was left out.',
      ].join('\n'),
    );
  });

  it('G8 counts what was replayed, and gives a reason for each that was not', () => {
    const refused = [{ org: 'acme', custom_id: 'req-2', why: 'it was answered' }];
    expect(describeReplays({ dry_run: false, replayed: [replay], refused, next: 'abc' })).toBe(
      [
        '1 request is tried again.',
        '',
        'NOT REPLAYED  WHY',
        'acme/req-2    it was answered',
        '',
        'There are more: --before abc goes on.',
      ].join('\n'),
    );
    expect(describeReplays({ dry_run: false, replayed: [], refused: [], next: null })).toBe(
      '0 requests are tried again.',
    );
  });

  it('G8 lists what would be replayed', () => {
    const dead = { ...replay, partition: 0, offset: '17' };
    expect(describeDeadLetterReplays({ dry_run: true, replayed: [dead], refused: [], next: null })).toBe(
      [
        '1 dead letter would be tried again.',
        '',
        'DEAD LETTER  AS              NOTE',
        '0/17         req-1~replay-2  its deadline is over and was left out',
      ].join('\n'),
    );
  });
});
