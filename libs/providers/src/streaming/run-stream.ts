import type { ChatChunk } from '#contracts';
import type { Clock, Completion, ProviderCall } from '#fallback';
import { SpentError } from '../failures/spent-error.js';
import type { CallDeadline } from '../http/call-deadline.js';
import { isRecord } from '../is-record.js';
import { mapOpenAIUsage } from '../openai/map-openai-usage.js';
import { usageSoFar } from '../prices/estimated-usage.js';
import type { ProviderAdapter } from '../provider-adapter.js';
import { ChunkAssembly } from './assemble-chunks.js';
import { checkChoices } from './check-finish.js';
import { hasToken } from './has-token.js';
import { SilenceWatch, type StreamLimits } from './silence-watch.js';

export interface StreamingCall {
  readonly call: ProviderCall;
  readonly onChunk: (chunk: ChatChunk) => void;
  readonly adapter: ProviderAdapter;
  readonly limits: StreamLimits;
  readonly deadline: CallDeadline;
  readonly clock: Clock;
}

/** How long a provider may take to close a stream whose answer is whole. */
const lingerMs = 1_000;

function asksForUsage({ request }: ProviderCall): boolean {
  const options = request.url === '/v1/chat/completions' ? request.body['stream_options'] : undefined;
  return isRecord(options) && options['include_usage'] === true;
}

/** We ask for usage always; the chunk that has nothing else is for callers that did so too. */
const isForUs = ({ choices, usage }: ChatChunk): boolean => choices.length === 0 && isRecord(usage);

/** The error, with what was spent before it; an answer of which nothing came may have cost nothing. */
function spent(error: unknown, assembly: ChunkAssembly, { request }: ProviderCall): unknown {
  const [cause, counted] =
    error instanceof SpentError
      ? [error.cause, error.usage]
      : [error, assembly.usage === null ? undefined : mapOpenAIUsage(assembly.usage)];
  const usage = usageSoFar(request, assembly.whole().choices, counted);
  return counted === undefined && usage.output_tokens === 0 ? error : new SpentError(cause, usage);
}

/**
 * One call answered as a stream: tells each piece as it comes, and resolves with the whole. Throws what the adapter's
 * `classify` understands, in a `SpentError` if the provider said what was spent or anything of the answer came. Once the
 * deadline has stopped the call, nothing more is told.
 */
export async function runStream(streaming: StreamingCall): Promise<Completion> {
  const { call, onChunk, adapter, limits, deadline, clock } = streaming;
  const tellsUsage = asksForUsage(call);
  const assembly = new ChunkAssembly();
  const watch = new SilenceWatch(limits, clock, (message) => deadline.timeOut(message));
  try {
    const { requestId, warnings, chunks } = await adapter.stream(call, deadline.signal);
    for await (const chunk of chunks) {
      deadline.signal.throwIfAborted();
      watch.heard(hasToken(chunk));
      assembly.add(chunk);
      if (tellsUsage || !isForUs(chunk)) onChunk(chunk);
    }
    const body = assembly.whole();
    checkChoices(body.choices);
    // An SDK may leave at the marker, before the connection's own end: it is given the time to be used again.
    setTimeout(() => deadline.hangUp(), lingerMs).unref();
    const { timeToFirstTokenMs } = watch;
    return { body, requestId, usage: mapOpenAIUsage(assembly.usage), timeToFirstTokenMs, warnings };
  } catch (error) {
    deadline.hangUp();
    throw spent(error, assembly, call);
  } finally {
    watch.end();
  }
}
