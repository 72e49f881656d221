import {
  decodeRequest,
  defaultRequestLimits,
  headerText,
  recordTime,
  rejectionOf,
  type DeadLetter,
  type LogRecord,
} from '#contracts';

/** Names the dead letter that a record on `llm.requests` replays, as `<partition>/<offset>`. */
export const replayHeader = 'understudy-replay';

/** What may be told of a dead letter: nothing of its value but whose request it is. */
export function deadLetterView(record: LogRecord): DeadLetter {
  const { partition, offset, headers, value } = record;
  const decoded = decodeRequest(record, { ...defaultRequestLimits, maxBytes: Infinity });
  const [org, customId] =
    decoded.kind === 'accepted'
      ? [decoded.request.org, decoded.request.custom_id]
      : [decoded.sender?.org ?? null, decoded.sender?.customId ?? null];
  return {
    partition,
    offset,
    at: recordTime(record).toISOString(),
    ...rejectionOf(headers),
    org,
    custom_id: customId,
    bytes: value?.length ?? 0,
    replay_of: headerText(headers, replayHeader) ?? null,
  };
}
