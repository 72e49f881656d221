import { headerText, type LlmFailure, type LogRecord, type Routing } from '#contracts';
import type { EndedRequest } from '#postgres';
import { z } from 'zod';
import { traceIdOf } from './trace-id.js';

/** What answers and failures both say. */
export interface Ending {
  readonly id: string;
  readonly org: string;
  readonly custom_id: string;
  readonly routing: Routing;
}

const Time = z.iso.datetime({ offset: true });

/** A record that is sent again has the headers of the first time; one without them is dated by the log. */
export function endedRequest(
  record: LogRecord,
  { id, org, custom_id, routing }: Ending,
  error: LlmFailure['error'] | null,
): EndedRequest {
  const said = Time.safeParse(headerText(record.headers, 'ce_time'));
  return {
    id,
    org,
    custom_id,
    routing,
    failure:
      error === null
        ? null
        : { code: error.code, customerMessage: error.customer_message, handoff: error.handoff },
    finishedAt: new Date(said.success ? said.data : Number(record.timestamp)),
    traceId: traceIdOf(record.headers),
  };
}
