import { isRecord } from '../is-record.js';
import { always, inexpressible, type Expressible } from '../parameters/inexpressible.js';

const oneOfTypes =
  (...types: readonly unknown[]) =>
  (value: unknown): boolean =>
    isRecord(value) && types.includes(value['type']);

/** What Anthropic's API has words for, and for which of its values. */
const expressible: Expressible = new Map([
  ...[
    'model',
    'messages',
    'tools',
    'functions',
    'stream',
    'stream_options',
    'max_tokens',
    'max_completion_tokens',
    'temperature',
    'top_p',
    'top_k',
    'stop',
    'parallel_tool_calls',
    'reasoning_effort',
  ].map((parameter) => [parameter, always] as const),
  [
    'tool_choice',
    (value: unknown) => value === 'none' || value === 'required' || oneOfTypes('function')(value),
  ],
  ['response_format', oneOfTypes('json_object', 'json_schema')],
]);

/** The parameters of a chat that Anthropic cannot be given, and that an answer is different without. */
export const inexpressibleAtAnthropic = (body: object): string[] => inexpressible(body, expressible);
