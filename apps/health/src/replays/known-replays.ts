import { findReplays, type KnownReplays } from '#postgres';
import type { Pool } from 'pg';
import { replayPrefix } from './replay-id.js';

interface RequestName {
  readonly org: string;
  readonly custom_id: string;
}

/** What is known of each request and of its replays, in their order. */
export function knownReplays(pool: Pool, requests: readonly RequestName[]): Promise<KnownReplays[]> {
  return findReplays(
    pool,
    requests.map(({ org, custom_id: customId }) => ({ org, customId, prefix: replayPrefix(customId) })),
  );
}

/** The same for a request and for its replays, and for no others. */
export const familyOf = ({ org, custom_id: customId }: RequestName): string =>
  JSON.stringify([org, replayPrefix(customId)]);
