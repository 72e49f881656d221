import { describe, expect, it } from '@jest/globals';
import type { HistoryEvent } from '../history/history-event.js';
import { History } from '../history/history.js';
import { checkHistory } from './check-history.js';
import {
  called,
  claimed,
  committed,
  deadLettered,
  finished,
  limits,
  lost,
  measured,
  produced,
  published,
  soundRun,
  told,
} from './sound-run.fixture.js';

const judge = (events: readonly HistoryEvent[]): string[] =>
  checkHistory(new History(events), limits).map(({ law, text }) => `${law} ${text}`);

/** A sound run without the events of this kind, for this request where one is named. */
const without = (type: HistoryEvent['type'], request?: string): HistoryEvent[] =>
  soundRun().filter(
    (event) =>
      event.type !== type || (request !== undefined && 'request' in event && event.request !== request),
  );

describe('checkHistory', () => {
  it('has nothing to say of a sound run', () => {
    expect(judge(soundRun())).toEqual([]);
  });

  it.each<[string, HistoryEvent[]]>([
    ['an answer that is sent again as it was', [...soundRun(), published('a', { at: 50 })]],
    [
      'a second call after the router that had the answer was killed',
      [
        ...without('claimed', 'a'),
        claimed('a', 2),
        lost('one', 25),
        called('a', { router: 'two', at: 30, endedAt: 35 }),
      ],
    ],
    ['calls that nobody was paid for', [...soundRun(), called('a', { paid: false, at: 1, endedAt: 2 })]],
    [
      'a failed call that does not show whose it was',
      [...soundRun(), called('a', { router: null, paid: false, at: 1, endedAt: 2 })],
    ],
    ['a record whose acknowledgement got lost', [...soundRun(), published('never acknowledged')]],
    ['a dead letter that came twice', [...soundRun(), deadLettered(2)]],
    [
      'requests in order',
      [
        produced('a', { ordered: 'k' }),
        produced('b', { ordered: 'k', offset: 1 }),
        ...without('called', 'b').filter(({ type }) => type !== 'produced'),
        produced(null, { offset: 2 }),
        called('b', { at: 30, endedAt: 40 }),
      ],
    ],
  ])('accepts %s', (_what, events) => {
    expect(judge(events)).toEqual([]);
  });

  it.each<[string, HistoryEvent[], string]>([
    [
      'I1 a request without an end',
      [...without('published', 'b'), ...[]]
        .filter(({ type }) => type !== 'committed' && type !== 'finished')
        .concat(committed(1, { end: 1 })),
      'I1 b (at 0/1) was accepted and never ended',
    ],
    [
      'I1 an unreadable record that vanished',
      without('dead-lettered'),
      'I1 the unreadable record at 0/2 is not on the dead letters',
    ],
    [
      'I1 a request on the dead letters',
      [...soundRun(), deadLettered(1)],
      'I1 b (at 0/1) is a request, and on the dead letters',
    ],
    [
      'I2 a second result',
      [...soundRun(), published('a', { resultId: 'resp_other' })],
      'I2 a has 2 results: resp_a, resp_other',
    ],
    [
      'I2 an answer that is sent again in another form',
      [...soundRun(), published('a', { digest: 'other' })],
      'I2 a was sent in 2 forms under one id',
    ],
    [
      'I2 an answer that the ledger does not have',
      [...without('finished', 'a'), finished('a', 'resp_kept')],
      'I2 a was answered with resp_a, and the ledger has resp_kept',
    ],
    [
      'I2 a second bill by a router that lives',
      [...without('claimed', 'a'), claimed('a', 2), lost('two', 25), called('a', { at: 30, endedAt: 35 })],
      'I2 a was paid for 2 times, by one, one',
    ],
    [
      'I2 a second bill by a router that was killed before',
      [...soundRun(), lost('one', 5), called('a', { at: 30, endedAt: 35 })],
      'I2 a was paid for 2 times, by one, one',
    ],
    ['I2 a call without a claim', without('claimed', 'a'), 'I2 a was called without a claim'],
    [
      'I2 a call by a router that never claimed',
      [...soundRun(), called('a', { router: 'two', paid: false, at: 30, endedAt: 35 })],
      'I2 a was called by 2 routers and claimed 1 times',
    ],
    [
      'I3 a commit before the end',
      [...soundRun(), committed(2, { at: 29, end: 3 }), committed(3)],
      'I3 a (at 0/0) was committed (up to 2) before it had ended',
    ],
    [
      'I3 a commit before the dead letter',
      [...without('dead-lettered'), deadLettered(2, { at: 60 })],
      'I3 the unreadable record (at 0/2) was committed (up to 3) before it had ended',
    ],
    [
      'I4 a request that overtakes',
      [
        ...soundRun().filter(({ type }) => type !== 'produced'),
        produced('a', { ordered: 'k' }),
        produced('b', { ordered: 'k', offset: 1 }),
        produced(null, { offset: 2 }),
      ],
      'I4 b was called 20 ms before a, which is ahead of it, had ended',
    ],
    [
      'I5 too many calls at once',
      [...soundRun(), claimed('c'), called('c', { paid: false, at: 19 })],
      'I5 one had 3 calls at once, the last of them c: 2 may be',
    ],
    ['I5 too much memory', [...soundRun(), measured(301)], 'I5 one had 301 MiB in memory: 300 may be'],
    [
      'I6 a lag',
      [...without('committed'), committed(1, { end: 3 })],
      'I6 2 records of partition 0 are not committed, from b on',
    ],
    [
      'I6 nothing that is committed',
      without('committed'),
      'I6 3 records of partition 0 are not committed, from a on',
    ],
    [
      'I7 a secret on the log',
      [...soundRun(), told('b failed: you said whisper')],
      'I7 the log of one has a prompt, an answer or a key of b',
    ],
  ])('finds %s', (_what, events, violation) => {
    expect(judge(events)).toContain(violation);
  });
});
