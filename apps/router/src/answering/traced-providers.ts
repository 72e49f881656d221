import { SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import type { Attempt, CallResult, ProviderCall, ProviderPort } from '#fallback';
import { attributes, providerNameOf, spans } from '#telemetry';

const tracer = trace.getTracer('understudy-router');

/** Gives each call to a provider its `chat {model}` span, failed ones with their `error.type`. No text of it goes in. */
export async function callTraced(
  providers: ProviderPort,
  call: ProviderCall,
  attempt: Attempt,
): Promise<CallResult> {
  const operation = call.request.url === '/v1/embeddings' ? 'embeddings' : 'chat';
  return tracer.startActiveSpan(
    spans.attempt(operation, call.model),
    {
      kind: SpanKind.CLIENT,
      attributes: { [attributes.operation]: operation, ...callAttributes(call, attempt) },
    },
    async (span) => {
      try {
        const result = await providers.call(call);
        if (result.ok) span.setAttributes(completionAttributes(result));
        else {
          span.setAttribute(attributes.errorType, result.failure.class);
          span.setStatus({ code: SpanStatusCode.ERROR, message: result.failure.type });
        }
        return result;
      } finally {
        span.end();
      }
    },
  );
}

function callAttributes({ provider, model, request, settings }: ProviderCall, attempt: Attempt): Attributes {
  const { body } = request;
  const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return {
    [attributes.provider]: providerNameOf(provider),
    [attributes.requestModel]: model,
    [attributes.requestMaxTokens]:
      settings.maxTokens ?? number(body['max_completion_tokens'] ?? body['max_tokens']),
    [attributes.requestTemperature]: settings.temperature ?? number(body['temperature']),
    [attributes.requestTopP]: number(body['top_p']),
    [attributes.attemptStep]: attempt.step,
    [attributes.attemptNumber]: attempt.attempt,
    [attributes.attemptTier]: attempt.of.tier ?? undefined,
    [attributes.attemptHedged]: attempt.hedged || undefined,
    [attributes.org]: request.org,
    [attributes.context]: request.context,
  };
}

function completionAttributes({ completion }: Extract<CallResult, { ok: true }>): Attributes {
  const { body, usage } = completion;
  const choices = Array.isArray(body['choices']) ? (body['choices'] as { finish_reason?: unknown }[]) : [];
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    [attributes.responseId]: text(body['id']),
    [attributes.responseModel]: text(body['model']),
    [attributes.finishReasons]: choices.map((choice) => String(choice.finish_reason)),
    [attributes.inputTokens]: usage.input_tokens,
    [attributes.outputTokens]: usage.output_tokens,
  };
}
