import type { HealthView, MemoryView } from '../health/availability.js';
import { stepName } from '../plan.js';
import { calleeOf, noted, type Candidate } from './candidate.js';

/**
 * B2: the step that is remembered to work goes ahead of those that have only failed lately, though too rarely to be left
 * alone. What is due to be tried again keeps its place before it (B4), and so does what works now and then: one failure
 * among many answers must not turn all traffic away for half an hour.
 */
export function preferRemembered(
  candidates: readonly Candidate[],
  chain: string,
  { health, memory }: { readonly health: HealthView; readonly memory: MemoryView },
  now: number,
): readonly Candidate[] {
  const preference = memory.preferredStep(chain, now);
  if (preference === null) return candidates;
  const from = candidates.findIndex(
    ({ step, role }) => role === 'chain' && step.catches === null && stepName(step) === preference.step,
  );
  const to = candidates.findIndex(
    (candidate, index) =>
      index < from && candidate.role === 'chain' && hasOnlyFailed(candidate, preference.since),
  );
  if (from === -1 || to === -1) return candidates;
  const preferred = noted(
    candidates[from]!,
    `remembered to work since ${new Date(preference.since).toISOString()}`,
  );
  return [
    ...candidates.slice(0, to),
    preferred,
    ...candidates.slice(to, from),
    ...candidates.slice(from + 1),
  ];

  function hasOnlyFailed(candidate: Candidate, since: number): boolean {
    const callee = calleeOf(candidate);
    const availability = health.availabilityOf(callee, now);
    if (availability.state !== 'usable' || availability.recoveredAt > since) return false;
    const { requests, failureRate } = health.trackRecordOf(callee, now);
    return requests > 0 && failureRate === 1;
  }
}
