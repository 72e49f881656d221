import type { EventOf, HistoryEvent } from '../history/history-event.js';
import type { Limits } from '../history/history.js';

export const limits: Limits = { callsAtOnce: 2, residentMiB: 300, secrets: ['whisper'] };

type Changes<Type extends HistoryEvent['type']> = Partial<Omit<EventOf<Type>, 'type'>>;

export const produced = (request: string | null, more: Changes<'produced'> = {}): HistoryEvent => ({
  type: 'produced',
  request,
  partition: 0,
  offset: 0,
  at: 0,
  ...more,
});

export const called = (request: string, more: Changes<'called'> = {}): HistoryEvent => ({
  type: 'called',
  request,
  router: 'one',
  at: 10,
  endedAt: 20,
  paid: true,
  ...more,
});

export const claimed = (request: string, fence = 1): HistoryEvent => ({ type: 'claimed', request, fence });

export const finished = (request: string, resultId = `resp_${request}`): HistoryEvent => ({
  type: 'finished',
  request,
  resultId,
});

export const published = (request: string, more: Changes<'published'> = {}): HistoryEvent => ({
  type: 'published',
  request,
  resultId: `resp_${request}`,
  digest: `digest of ${request}`,
  outcome: 'answered',
  failures: [],
  at: 30,
  ...more,
});

export const deadLettered = (offset: number, more: Changes<'dead-lettered'> = {}): HistoryEvent => ({
  type: 'dead-lettered',
  partition: 0,
  offset,
  at: 30,
  ...more,
});

export const committed = (offset: number, more: Changes<'committed'> = {}): HistoryEvent => ({
  type: 'committed',
  partition: 0,
  offset,
  end: offset,
  at: 40,
  ...more,
});

export const lost = (router: string, at: number): HistoryEvent => ({ type: 'lost', router, at });

export const measured = (residentMiB: number): HistoryEvent => ({
  type: 'measured',
  router: 'one',
  residentMiB,
  at: 0,
});

export const told = (text: string): HistoryEvent => ({ type: 'told', router: 'one', where: 'the log', text });

/** Of two requests and a record that is none, in one partition. */
export const soundRun = (): HistoryEvent[] => [
  produced('a', { offset: 0 }),
  produced('b', { offset: 1 }),
  produced(null, { offset: 2 }),
  called('a'),
  called('b'),
  claimed('a'),
  claimed('b'),
  finished('a'),
  finished('b'),
  published('a'),
  published('b'),
  deadLettered(2),
  committed(3),
  measured(200),
  told('a: answered'),
];
