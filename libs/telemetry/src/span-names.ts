/**
 * Names of spans and attributes, in one place: OpenTelemetry's GenAI conventions are still in Development.
 * Source: open-telemetry/semantic-conventions-genai; `llm.*` are ours.
 */
export const spans = {
  chain: (chain: string) => `fallback_chain ${chain}`,
  attempt: (operation: string, model: string) => `${operation} ${model}`,
} as const;

export const attributes = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  requestMaxTokens: 'gen_ai.request.max_tokens',
  requestTemperature: 'gen_ai.request.temperature',
  requestTopP: 'gen_ai.request.top_p',
  responseId: 'gen_ai.response.id',
  responseModel: 'gen_ai.response.model',
  finishReasons: 'gen_ai.response.finish_reasons',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  errorType: 'error.type',
  attemptStep: 'llm.attempt.step',
  attemptNumber: 'llm.attempt.number',
  attemptTier: 'llm.attempt.tier',
  attemptHedged: 'llm.attempt.hedged',
  chainName: 'llm.chain.name',
  chainOutcome: 'llm.chain.outcome',
  chainAttempts: 'llm.chain.attempts',
  org: 'llm.org',
  context: 'llm.context',
} as const;

/** The conventions' own names of providers; the others are called as in the config. */
const wellKnown: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  gemini: 'gcp.gemini',
};

export const providerNameOf = (provider: string): string => wellKnown[provider] ?? provider;
