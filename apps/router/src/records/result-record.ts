import {
  cloudEventHeaders,
  eventTypes,
  type OutgoingRecord,
  type TerminalRecord,
  type TopicId,
} from '#contracts';

/** A terminal record in the form in which the ledger keeps it and the log gets it. */
export interface ResultRecord {
  readonly id: string;
  readonly topic: Extract<TopicId, 'responses' | 'failures'>;
  readonly key: Buffer | null;
  readonly headers: Record<string, string>;
  readonly value: string;
}

/** @param key the request's own key: answers lie where their requests' order can be seen */
export function resultRecord(terminal: TerminalRecord, key: Buffer | null, time: Date): ResultRecord {
  const answered = terminal.response !== null;
  return {
    id: terminal.id,
    topic: answered ? 'responses' : 'failures',
    key,
    headers: cloudEventHeaders({
      id: terminal.id,
      type: answered ? eventTypes.response : eventTypes.failure,
      source: '/understudy/router',
      time,
    }) as Record<string, string>,
    value: JSON.stringify(terminal),
  };
}

export const outgoing = (result: ResultRecord): OutgoingRecord => ({
  key: result.key,
  value: result.value,
  headers: result.headers,
});
