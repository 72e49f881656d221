import type { ChatBody } from '#contracts';
import type { ConformanceCase } from './conformance-case.fixture.js';
import type { Format } from './conforming-providers.fixture.js';
import { asking, conformanceCase } from './say.fixture.js';

export const leftOut = (who: string, parameter: string): string =>
  `${who} does not take ${parameter}: left out`;

/** No words for a parameter: the answer comes without it, and says so. */
export const without = (who: string, parameter: string) => ({
  reason: `no ${parameter}`,
  warning: leftOut(who, parameter),
});

export const hello = asking('Hello');
export const anthropicHello = { role: 'user', content: [{ type: 'text', text: 'Hello' }] };
export const geminiHello = { role: 'user', parts: [{ text: 'Hello' }] };

/** OpenAI's dialects get the body as it is. */
export const asked = (
  name: string,
  asks: Partial<ChatBody>,
  reaches: Partial<Record<Exclude<Format, 'openai'>, object>>,
  rest: Partial<ConformanceCase> = {},
): ConformanceCase => conformanceCase(name, { asks, reaches: { openai: asks, ...reaches }, ...rest });
