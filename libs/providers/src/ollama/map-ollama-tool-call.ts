import type { ToolCall } from 'ollama/browser';

/** Ollama names no calls; OpenAI's clients must have ids. */
export const mapOllamaToolCall = ({ function: called }: ToolCall, randomId: () => string) => ({
  id: `call_${randomId()}`,
  type: 'function',
  function: { name: called.name, arguments: JSON.stringify(called.arguments ?? {}) },
});
