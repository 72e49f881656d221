import type { Control, ErrorClass } from '#contracts';
import { reportedClass } from '#fallback';

/** What an operator says of a provider (B7). */
export interface OperatorReport {
  readonly provider: string;
  /** null: every model that it has. */
  readonly model: string | null;
  /** null: it works. */
  readonly failed: ErrorClass | null;
  /** Epoch ms. */
  readonly at: number;
}

/** @param saidAt when the record was written, epoch ms: it is read again at each start */
export function operatorReport(
  { provider, model, outcome, error }: Extract<Control, { type: 'report' }>,
  saidAt: number,
): OperatorReport {
  return {
    provider,
    model: model ?? null,
    failed: outcome === 'succeeded' ? null : reportedClass(error),
    at: saidAt,
  };
}
