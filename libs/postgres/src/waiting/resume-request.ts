import type { Pool } from 'pg';
import type { Claim } from '../ledger/claim-requests.js';
import type { RequestKey } from '../ledger/request-key.js';
import { resultColumns, resultOf, type RequestRow } from '../ledger/request-row.js';

/**
 * For whoever was given a due request. Our own is not held against us: a request runs once at a time in a process, so
 * that is a former try, whose reply was lost or which failed to end it.
 */
const resume = {
  name: 'resume-request',
  text: `
UPDATE understudy.requests r
SET state = CASE WHEN state = 'waiting' THEN 'running' ELSE state END, fence = fence + 1, owner = $1, claimed_at = now()
WHERE org = $2 AND custom_id = $3 AND published_at IS NULL AND (
  state = 'waiting' OR owner = $1
  OR NOT EXISTS (SELECT FROM understudy.routers o WHERE o.id = r.owner AND o.lease_until > now())
)
RETURNING org, custom_id, state, fence, ${resultColumns}`,
};

const isOpen = `
SELECT 1 FROM understudy.requests WHERE org = $1 AND custom_id = $2 AND published_at IS NULL`;

/** `taken`: another router runs it, and it is due again. `ended`: it needs nobody any more. */
export type Resumption =
  Extract<Claim, { kind: 'claimed' | 'unpublished' }> | { readonly kind: 'taken' | 'ended' };

export async function resumeRequest(
  pool: Pool,
  owner: string,
  { org, customId }: RequestKey,
): Promise<Resumption> {
  const { rows } = await pool.query<RequestRow>({ ...resume, values: [owner, org, customId] });
  const [row] = rows;
  if (row === undefined) {
    const { rowCount } = await pool.query(isOpen, [org, customId]);
    return { kind: rowCount === 0 ? 'ended' : 'taken' };
  }
  const fence = Number(row.fence);
  const result = resultOf(row);
  return result ? { kind: 'unpublished', fence, result } : { kind: 'claimed', fence };
}
