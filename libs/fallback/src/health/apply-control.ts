import { ErrorClass, type Control } from '#contracts';
import { countsAgainstHealth } from '../failure.js';
import type { HealthBook } from './health-book.js';
import type { ProviderMemory } from './provider-memory.js';

/**
 * Does what an operator says on `llm.control`. A router reads that topic from its beginning, so that old orders come
 * again, in their order: what they ordered is over, or it still holds. A clock that is ahead of ours speaks of now.
 *
 * @param at when the record was written, epoch ms
 */
export function applyControl(
  control: Exclude<Control, { type: 'cancel' }>,
  at: number,
  now: number,
  { health, memory }: { readonly health: HealthBook; readonly memory: ProviderMemory },
): void {
  switch (control.type) {
    case 'force_provider':
      return memory.force(control.provider, Date.parse(control.until));
    case 'clear_cache':
      memory.clear();
      return health.cleared(Math.min(Date.parse(control.at), now));
    case 'report': {
      const { provider, model = null, outcome, error } = control;
      return health.reported(
        { provider, model, outcome, errorClass: reportedClass(error) },
        Math.min(at, now),
        now,
      );
    }
  }
}

/** Operators write what they saw. That a request was wrong says nothing of a provider, but its operator does. */
export function reportedClass(error: string | undefined): ErrorClass {
  const named = ErrorClass.safeParse(error);
  return named.success && countsAgainstHealth(named.data) ? named.data : 'unavailable';
}
