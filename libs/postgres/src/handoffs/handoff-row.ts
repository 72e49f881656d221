import type { Handoff } from '#contracts';

export const handoffColumns = 'org, custom_id, at, code, customer_message, taken_by, taken_at';

/** As pg gives those columns. */
export interface HandoffRow extends Omit<Handoff, 'at' | 'taken_at'> {
  readonly at: Date;
  readonly taken_at: Date | null;
}

export const handoffOf = (row: HandoffRow): Handoff => ({
  ...row,
  at: row.at.toISOString(),
  taken_at: row.taken_at?.toISOString() ?? null,
});
