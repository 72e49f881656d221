import { describe, expect, it } from '@jest/globals';
import { startOtlpReceiver, type ReceivedSpan } from './otlp-receiver.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack();
const { log } = stack;

const traceId = '0af7651916cd43dd8448eb211c80319c';
const producerSpan = 'b7ad6b7169203331';

describe('the trace of a request that a fallback rescued', () => {
  it('F3 spans every attempt, from the producer to the provider, and holds no text of the prompt', async () => {
    const receiver = await startOtlpReceiver();
    const provider = await stack.startProvider();
    const router = await stack.start('router', {
      ...bothProviders(provider),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    const request = {
      custom_id: 'traced',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'openai/sim-rate-limited', messages: [{ role: 'user', content: 'tell-nobody' }] },
    };
    await log.send([
      {
        value: JSON.stringify(request),
        headers: { traceparent: `00-${traceId}-${producerSpan}-01`, tracestate: 'a=b' },
      },
    ]);
    const { headers } = await log.endOf('traced');
    expect(headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(headers['tracestate']).toBe('a=b');
    // Stopping sends what is still buffered.
    expect(await router.stop()).toBe(0);
    await receiver.stop();

    const spans = receiver.spans.filter((span) => span.traceId === traceId);
    const named = (name: string): ReceivedSpan => {
      const found = spans.find((span) => span.name === name);
      if (!found) throw new Error(`no span ${name} in ${spans.map((span) => span.name).join(', ')}`);
      return found;
    };
    const processing = named(`process ${log.prefix}requests`);
    const chain = named('fallback_chain default');
    const failed = named('chat sim-rate-limited');
    const good = named('chat sim-fast');
    const sent = named(`send ${log.prefix}responses`);

    expect(processing).toMatchObject({
      parentSpanId: producerSpan,
      links: [{ traceId, spanId: producerSpan }],
    });
    expect(chain.parentSpanId).toBe(processing.spanId);
    expect([failed.parentSpanId, good.parentSpanId]).toEqual([chain.spanId, chain.spanId]);
    expect(sent.parentSpanId).toBe(processing.spanId);

    expect(failed).toMatchObject({ statusCode: 2, attributes: { 'error.type': 'rate_limit' } });
    expect(good).toMatchObject({
      statusCode: 0,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'ollama',
        'gen_ai.request.model': 'sim-fast',
        'llm.attempt.step': 2,
      },
    });
    expect([chain.statusCode, processing.statusCode]).toEqual([0, 0]);
    expect(receiver.raw()).not.toContain('tell-nobody');
    expect(receiver.raw()).not.toContain('sk-test-not-a-real-key');
  });

  it('F3 carries the trace on even when nothing is exported', async () => {
    const provider = await stack.startProvider();
    await stack.start('router', bothProviders(provider));
    const request = {
      custom_id: 'carried',
      url: '/v1/chat/completions',
      body: { messages: [{ role: 'user', content: 'x' }] },
    };
    await log.send([
      { value: JSON.stringify(request), headers: { traceparent: `00-${traceId}-${producerSpan}-01` } },
    ]);
    const { headers } = await log.endOf('carried');
    expect(headers['traceparent']).toContain(traceId);
  });
});
