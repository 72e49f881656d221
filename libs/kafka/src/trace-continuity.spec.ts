import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { startNodeSdk, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import type { LogRecord, RecordHeaders } from '#contracts';
import { inProcessSpan } from './process-span.js';
import { endSendSpan, failSendSpan, startSendSpan, withTrace } from './send-span.js';

type SpanProcessor = NonNullable<NodeSDKConfiguration['spanProcessors']>[number];
type EndedSpan = Parameters<SpanProcessor['onEnd']>[0];

const ended: EndedSpan[] = [];
const collector: SpanProcessor = {
  onStart: () => {},
  onEnd: (span) => void ended.push(span),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
const sdk = startNodeSdk({ spanProcessors: [collector], metricReaders: [], logRecordProcessors: [] });

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

function recordWith(headers: RecordHeaders): LogRecord {
  const place = { topic: 'llm.requests', partition: 3, offset: '42', timestamp: '1' };
  return { ...place, key: null, value: null, headers };
}

beforeAll(() => expect(trace.getTracer('any').startSpan('any').isRecording()).toBe(true));
beforeEach(() => void ended.splice(0));
afterAll(() => sdk.shutdown());

describe('inProcessSpan', () => {
  it('F3 continues the trace of the producer, links to it, and is active in the handler', async () => {
    const headers = { TraceParent: Buffer.from(`00-${traceId}-${spanId}-01`), ce_id: Buffer.from('req-1') };
    let active: string | undefined;
    await inProcessSpan(recordWith(headers), 'routers', async () => {
      await Promise.resolve();
      active = trace.getActiveSpan()?.spanContext().spanId;
    });
    const [span] = ended;
    expect(span).toMatchObject({
      name: 'process llm.requests',
      kind: SpanKind.CONSUMER,
      parentSpanContext: { traceId, spanId },
      links: [{ context: { traceId, spanId } }],
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': 'llm.requests',
        'messaging.destination.partition.id': '3',
        'messaging.kafka.offset': 42,
        'messaging.consumer.group.name': 'routers',
        'messaging.message.id': 'req-1',
      },
    });
    expect(active).toBe(span!.spanContext().spanId);
  });

  it('takes headers without a value for none', async () => {
    await inProcessSpan(recordWith({ traceparent: null, ce_id: null }), 'routers', () => Promise.resolve());
    expect(ended).toMatchObject([{ parentSpanContext: undefined, links: [] }]);
  });

  it('F3 begins a trace where there is none, not under whatever span is active', async () => {
    const other = trace.getTracer('any').startSpan('other');
    await context.with(trace.setSpan(context.active(), other), () =>
      inProcessSpan(recordWith({}), 'routers', () => Promise.resolve()),
    );
    expect(ended[0]!.parentSpanContext).toBeUndefined();
    expect(ended[0]!.links).toEqual([]);
  });

  it('is an error when the handler throws, and lets it through', async () => {
    const thrown = new RangeError('secret prompt');
    await expect(inProcessSpan(recordWith({}), 'routers', () => Promise.reject(thrown))).rejects.toBe(thrown);
    expect(ended[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'RangeError' },
    });
    expect(JSON.stringify([ended[0]!.attributes, ended[0]!.status, ended[0]!.events])).not.toContain(
      'secret',
    );
  });
});

describe('withTrace', () => {
  it('F3 carries the span of the send on, and that one hangs under the active span', () => {
    const parent = trace.getTracer('any').startSpan('parent');
    const headers = context.with(trace.setSpan(context.active(), parent), () => {
      const span = startSendSpan('llm.responses', { ce_id: 'resp-1' });
      const traced = withTrace({ ce_id: 'resp-1' }, span);
      endSendSpan(span, { partition: 2, offset: 7 });
      return traced;
    });
    const [span] = ended;
    expect(span).toMatchObject({
      name: 'send llm.responses',
      kind: SpanKind.PRODUCER,
      parentSpanContext: { spanId: parent.spanContext().spanId },
      attributes: {
        'messaging.operation.name': 'send',
        'messaging.destination.partition.id': '2',
        'messaging.kafka.offset': 7,
        'messaging.message.id': 'resp-1',
      },
    });
    const { traceId: id, spanId: sender } = span!.spanContext();
    expect(headers).toEqual({ ce_id: 'resp-1', traceparent: `00-${id}-${sender}-01` });
  });

  it('F3 carries the active trace on without a span of its own, and leaves headers alone where there is none', () => {
    const parent = trace.getTracer('any').startSpan('parent');
    const { traceId: id, spanId: active } = parent.spanContext();
    const traced = context.with(trace.setSpan(context.active(), parent), () => withTrace({}));
    expect(traced).toEqual({ traceparent: `00-${id}-${active}-01` });
    expect(withTrace({ traceparent: 'theirs' })).toEqual({ traceparent: 'theirs' });
  });

  it('marks a send that was refused', () => {
    failSendSpan(startSendSpan('llm.responses', {}), new RangeError('too large'));
    expect(ended[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'RangeError' },
    });
  });
});
