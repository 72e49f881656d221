import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
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
  produced,
  published,
} from './sound-run.fixture.js';

/** What a correct fleet makes of one record; times are within the record's own. */
interface Course {
  readonly readable: boolean;
  readonly callMs: number;
  /** The router is killed with the answer in its hands, and another takes over. */
  readonly isLost: boolean;
  readonly sentTwice: boolean;
}

const course = fc.record<Course>({
  readable: fc.boolean(),
  callMs: fc.nat(500),
  isLost: fc.boolean(),
  sentTwice: fc.boolean(),
});

function eventsOf({ readable, callMs, isLost, sentTwice }: Course, partition: number, offset: number) {
  const place = { partition, offset };
  if (!readable)
    return { end: 5, events: [produced(null, place), deadLettered(offset, { partition, at: 5 })] };
  const request = `${partition}-${offset}`;
  // A router for each, so that no bound on calls at once is met.
  const router = `router of ${request}`;
  const heir = `heir of ${request}`;
  const end = isLost ? 2 * callMs + 2 : callMs;
  const events: HistoryEvent[] = [
    produced(request, place),
    called(request, { router, at: 0, endedAt: callMs }),
    ...(isLost
      ? [lost(router, callMs + 1), called(request, { router: heir, at: callMs + 1, endedAt: end })]
      : []),
    claimed(request, isLost ? 2 : 1),
    finished(request),
    published(request, { at: end }),
    ...(sentTwice ? [published(request, { at: end + 100 })] : []),
  ];
  return { end, events };
}

/** Commits of a partition, each as soon as the low-water mark moves. */
function commitsOf(ends: readonly number[], partition: number): HistoryEvent[] {
  let at = 0;
  return ends.map((end, index) => {
    at = Math.max(at, end);
    return committed(index + 1, { partition, end: ends.length, at });
  });
}

const correctRun = fc.array(fc.array(course, { maxLength: 12 }), { maxLength: 4 }).map((partitions) =>
  partitions.flatMap((courses, partition) => {
    const records = courses.map((each, offset) => eventsOf(each, partition, offset));
    const commits = commitsOf(
      records.map(({ end }) => end),
      partition,
    );
    return { partition, others: records.flatMap(({ events }) => events), commits };
  }),
);

/** What is seen of different requests and at different places comes in any order; commits of a partition in theirs. */
const interleaved = correctRun.chain((runs) => {
  const others = runs.flatMap((run) => run.others);
  return fc
    .shuffledSubarray(others, { minLength: others.length })
    .map((shuffled) => [...shuffled, ...runs.flatMap((run) => run.commits)]);
});

describe('checkHistory', () => {
  it('accepts every interleaving of a correct run', () => {
    fc.assert(
      fc.property(interleaved, (events) => {
        expect(checkHistory(new History(events), limits)).toEqual([]);
      }),
    );
  });

  it('I1 I6 misses no request that is taken out of a correct run', () => {
    const withAnEnd = interleaved.filter((events) => events.some(({ type }) => type === 'published'));
    fc.assert(
      fc.property(withAnEnd, fc.nat(), (events, pick) => {
        const ended = events.flatMap((event) => (event.type === 'published' ? [event.request] : []));
        const request = ended[pick % ended.length]!;
        const rest = events.filter((event) => event.type !== 'published' || event.request !== request);
        const laws = checkHistory(new History(rest), limits)
          .filter(({ text }) => text.startsWith(`${request} `))
          .map(({ law }) => law);
        expect(laws).toEqual(['I1', 'I3']);
      }),
    );
  });
});
