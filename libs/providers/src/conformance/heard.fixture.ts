import type { Usage } from '#contracts';
import type { Completion } from '#fallback';
import { ChatCompletion } from './chat-completion.fixture.js';
import type { Said } from './conformance-case.fixture.js';
import type { ConformingProvider } from './conforming-providers.fixture.js';
import type { Voice } from './stand-in.fixture.js';

/** What an answer comes to, whoever read it; an id where the provider gave one. */
export interface Heard {
  readonly text: string;
  readonly calls: readonly { readonly id?: string; readonly name: string; readonly args: unknown }[];
  readonly usage: Said['usage'];
}

/** Ollama names no calls: the ids in its answers are our own. */
const namesCalls = ({ format }: ConformingProvider): boolean => format !== 'ollama';

/** Ollama's counts are 0 at aimock. */
const countsTokens = ({ format }: ConformingProvider, voice: Voice): boolean =>
  voice === 'ours' || format !== 'ollama';

/** What is to be heard of what was said. */
export const heardOf = ({ text, calls, usage }: Said, as: ConformingProvider, voice: Voice): Heard => ({
  text,
  calls: calls.map(({ id, name, args }) => ({ ...(namesCalls(as) ? { id } : {}), name, args })),
  usage: countsTokens(as, voice) ? usage : { input: 0, output: 0 },
});

/** What its provider counted; where that was nothing, the rest is our estimate. */
export const countedIn = ({ usage }: Completion): Usage =>
  usage.estimated ? { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 } : usage;

/** What our adapter made of an answer. Throws if that is no `chat.completion`. */
export function heardIn(completion: Completion, as: ConformingProvider): Heard {
  const { body } = completion;
  const { input_tokens: input, output_tokens: output } = countedIn(completion);
  const { message } = ChatCompletion.parse(body).choices[0]!;
  return {
    text: message.content ?? '',
    calls: (message.tool_calls ?? []).map(({ id, function: { name, arguments: json } }) => ({
      ...(namesCalls(as) ? { id } : {}),
      name,
      args: JSON.parse(json) as unknown,
    })),
    usage: { input, output },
  };
}
