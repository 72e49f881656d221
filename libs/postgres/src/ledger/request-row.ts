/** Where a request lies on the log. `offset` is decimal text (64 bit). */
export interface RequestSource {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** The one terminal record of a request, as it was sent or must be sent (again): the same `id` and bytes each time. */
export interface RequestResult {
  readonly id: string;
  readonly topic: 'responses' | 'failures';
  readonly key: Buffer | null;
  readonly headers: Record<string, string>;
  readonly value: string;
}

export const resultColumns = 'result_id, result_topic, result_key, result_headers, result_value';

/** `waiting`: for a provider, in `waiting_requests`. */
export type RequestState = 'running' | 'waiting' | 'done';

/** As pg gives the result's columns; 64 bit numbers come as text. */
export interface RequestRow {
  readonly org: string;
  readonly custom_id: string;
  readonly state: RequestState;
  readonly fence: string;
  readonly result_id: string | null;
  readonly result_topic: 'responses' | 'failures' | null;
  readonly result_key: Buffer | null;
  readonly result_headers: Record<string, string> | null;
  readonly result_value: string | null;
}

/** Null while the request runs. */
export function resultOf(row: RequestRow): RequestResult | null {
  const { result_id, result_topic, result_key, result_headers, result_value } = row;
  if (result_id === null || result_topic === null || result_headers === null || result_value === null)
    return null;
  return {
    id: result_id,
    topic: result_topic,
    key: result_key,
    headers: result_headers,
    value: result_value,
  };
}
