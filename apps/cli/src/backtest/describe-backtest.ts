import type { EvidenceKind, Summary } from '#fallback';
import { dollars, seconds } from '../amounts.js';
import { secondOf } from '../second-of.js';
import { table } from '../table.js';
import type { Report } from './report.js';

/** So many models at most, those whose calls change most. */
const longestList = 15;

/** What would have become of the requests of a time, beside what did. */
export function describeBacktest(report: Report): string {
  const { since, until, org, actual, now, new: next, notes } = report;
  const whose = org === null ? '' : ` of ${org}`;
  return [
    `${actual.requests} request(s)${whose} from ${secondOf(since)} to ${secondOf(until)}`,
    table(['', 'ACTUAL', 'NOW', 'NEW'], rowsOf([actual, now, next])),
    describeCalls(report),
    [...trust(report), ...unseen(next), ...notes.map((note) => `- ${note}`)].join('\n'),
  ].join('\n\n');
}

function rowsOf(columns: readonly Summary[]): string[][] {
  const row = (name: string, of: (summary: Summary) => string): string[] => [name, ...columns.map(of)];
  const codes = [
    ...new Set(columns.flatMap(({ failed }) => Object.keys(failed))),
  ].sort() as (keyof Summary['failed'])[];
  const latency = (name: 'p50' | 'p95' | 'p99'): string[] =>
    row(`latency ${name}`, ({ latency_ms: ms }) => (ms === null ? 'none' : seconds(ms[name])));
  return [
    row('answered', ({ answered, requests }) => counted(answered, requests)),
    ...codes.map((code) => row(code, ({ failed, requests }) => counted(failed[code] ?? 0, requests))),
    row('not known', ({ unknown, requests }) => counted(unknown, requests)),
    row('by a fallback', ({ fallbacks, answered }) => counted(fallbacks, answered)),
    row('calls', ({ calls, requests }) => `${calls}, ${(calls / requests).toFixed(2)} each`),
    row('calls in vain', ({ wasted, calls }) => counted(wasted, calls)),
    row('cost', ({ cost_usd: usd }) => dollars(usd)),
    latency('p50'),
    latency('p95'),
    latency('p99'),
  ];
}

function describeCalls({ actual, now, new: next }: Report): string {
  const callsOf = ({ models }: Summary, name: string): number => models[name]?.calls ?? 0;
  const change = (name: string): number => callsOf(next, name) - callsOf(now, name);
  const names = [...new Set([actual, now, next].flatMap(({ models }) => Object.keys(models)))];
  const movers = names.sort(
    (one, other) =>
      Math.abs(change(other)) - Math.abs(change(one)) || callsOf(next, other) - callsOf(next, one),
  );
  const rest = movers.length - longestList;
  const list = table(
    ['CALLS TO', 'ACTUAL', 'NOW', 'NEW', 'CHANGE', 'FAILED OF NEW'],
    movers
      .slice(0, longestList)
      .map((name) => [
        name,
        ...[actual, now, next].map((of) => counted(callsOf(of, name), of.calls)),
        signed(change(name)),
        counted(next.models[name]?.failed ?? 0, callsOf(next, name)),
      ]),
  );
  return rest > 0 ? `${list}\n${rest} more: --json has them.` : list;
}

const saidOf: Readonly<Record<EvidenceKind, string>> = {
  same: 'what the same request met there',
  nearby: 'a call there within a minute',
  around: 'the last call there before, or the first after',
  'same-day': 'any call there in all that time',
  assumed: 'what --assume says',
  unseen: 'nothing',
};

function trust({ agreement, new: next }: Report): string[] {
  const calls = Object.values(next.evidence).reduce((sum, count) => sum + count, 0);
  const kinds = (Object.keys(saidOf) as EvidenceKind[]).filter((kind) => (next.evidence[kind] ?? 0) > 0);
  const shares = kinds.map((kind) => `${percent(next.evidence[kind]!, calls)} by ${saidOf[kind]}`);
  return [
    ...(agreement === null
      ? []
      : [
          `- NOW ends ${percent(agreement, 1)} of the requests as they did end, by the same model: by so much NEW can be trusted.`,
        ]),
    ...(shares.length === 0 ? [] : [`- Calls of NEW end ${shares.join(', ')}.`]),
  ];
}

const unseen = ({ unseen: models }: Summary): string[] =>
  Object.entries(models).map(
    ([name, count]) =>
      `- NOT KNOWN: ${count} request(s) of NEW would have called ${name}, which nobody called in that time. They are neither ` +
      'answered nor failed; no latency counts them, and calls and cost lack what came of it. ' +
      `--assume ${name.split(' ')[0]}=ok:800ms (or =fail:unavailable) says what to take.`,
  );

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

const counted = (part: number, whole: number): string =>
  whole === 0 ? String(part) : `${part} (${percent(part, whole)})`;

const signed = (change: number): string => (change > 0 ? `+${change}` : String(change));
