import {
  decodeRequest,
  replyAddressHeaders,
  type LlmRequest,
  type LogRecord,
  type OutgoingRecord,
  type RequestLimits,
} from '#contracts';
import { replayId, replayNumber } from './replay-id.js';

export type ReplayRecord =
  | {
      readonly kind: 'ready';
      readonly customId: string;
      readonly outgoing: OutgoingRecord;
      /** In what it differs from what was asked the first time, besides its id. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly why: string };

export interface ReplayTerms {
  /** Which replay of the request it is. */
  readonly n: number;
  /** One of many: it lets the live requests of its organization go first, unless it says how urgent it is. */
  readonly inBulk: boolean;
  /** Epoch ms. */
  readonly now: number;
  /** What a router takes. */
  readonly limits: RequestLimits;
}

/**
 * A request as a new one, as bare JSON. It waits for its answer where the first one did; of the other headers none is kept,
 * for they told of another event and of another trace.
 */
export function replayRecord(
  { key, headers }: Pick<LogRecord, 'key' | 'headers'>,
  request: LlmRequest,
  { n, inBulk, now, limits }: ReplayTerms,
): ReplayRecord {
  const customId = replayId(request.custom_id, n);
  const { deadline, ...routing } = request.routing;
  const isOver = deadline !== undefined && Date.parse(deadline) <= now;
  const again: LlmRequest = {
    ...request,
    custom_id: customId,
    routing: {
      ...(inBulk ? ({ priority: 'low' } as const) : {}),
      ...routing,
      ...(deadline === undefined || isOver ? {} : { deadline }),
    },
    metadata: { ...request.metadata, replay_of: replayedBy(request) },
  };
  const value = Buffer.from(JSON.stringify(again));
  const outgoing = { key, value, headers: replyAddressHeaders(headers) };
  const decoded = decodeRequest(outgoing, limits);
  if (decoded.kind === 'rejected')
    return { kind: 'refused', why: `no router would take it: ${decoded.problem}` };
  const notes = isOver ? [`its deadline, ${deadline}, is over and was left out`] : [];
  return { kind: 'ready', customId, outgoing, notes };
}

/** The request that its replay is a replay of: what it replays itself, or else it is the first. */
function replayedBy({ custom_id: customId, metadata }: LlmRequest): string {
  const first = replayNumber(customId) === null ? undefined : metadata['replay_of'];
  return first ?? customId;
}
