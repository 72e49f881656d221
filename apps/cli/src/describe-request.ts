import type { RequestView } from '#contracts';
import { dollars, seconds } from './amounts.js';
import { secondOf } from './second-of.js';
import { table } from './table.js';

const barWidth = 40;

/** What became of a request, and its attempts as bars over the time that they took. */
export function describeRequest(request: RequestView): string {
  const { org, custom_id, state, outcome, claimed_at, finished_at, cost_usd, trace_id, attempts } = request;
  const { replay_of, replays } = request;
  const facts = table(
    ['REQUEST', `${org}/${custom_id}`],
    [
      ['state', outcome ?? state],
      ['router', request.router],
      ['taken', secondOf(claimed_at)],
      ['finished', finished_at === null ? 'not yet' : secondOf(finished_at)],
      ['cost', dollars(cost_usd)],
      ['trace', trace_id ?? 'none'],
      ...(replay_of === null ? [] : [['replays', replay_of]]),
      ...replays.map((replay) => ['replay', `${replay.custom_id}: ${replay.state}`]),
    ],
  );
  return `${facts}\n\n${attempts.length === 0 ? 'No attempt is known.' : waterfall(attempts)}`;
}

function waterfall(attempts: RequestView['attempts']): string {
  const spans = attempts.map((attempt) => {
    const from = Date.parse(attempt.started_at);
    return { attempt, from, to: from + attempt.duration_ms };
  });
  const [first, last] = [Math.min(...spans.map(({ from }) => from)), Math.max(...spans.map(({ to }) => to))];
  const column = (at: number): number => Math.round(((at - first) / Math.max(1, last - first)) * barWidth);
  return table(
    ['STEP', 'MODEL', 'END', 'TOOK', 'COST', `0 to ${seconds(last - first)}`],
    spans.map(({ attempt, from, to }) => [
      `${attempt.step}.${attempt.attempt}${attempt.hedged ? ' hedged' : ''}`,
      `${attempt.provider}/${attempt.model}`,
      attempt.error_class ?? attempt.outcome,
      seconds(attempt.duration_ms),
      dollars(attempt.cost_usd),
      `${' '.repeat(Math.min(column(from), barWidth - 1))}${bar(column(to) - column(from), attempt.outcome)}`,
    ]),
  );
}

const bar = (width: number, outcome: string): string =>
  (outcome === 'succeeded' ? '█' : '░').repeat(Math.max(1, width));
