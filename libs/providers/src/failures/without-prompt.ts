import type { LlmRequest } from '#contracts';

/** Fewer characters in a row that are also in the prompt may be chance: a model's name, a common phrase. */
const shortestQuote = 16;
const quoted = '[quoted]';

/**
 * A provider's text without what it quotes of the request: such a text goes to logs, spans and alerts, where a prompt has
 * no place. Time grows with the length of the prompt and of the text, not with their product.
 */
export function withoutPrompt(text: string, request: LlmRequest): string {
  const inPrompt = windowsInPrompt(text, request);
  if (inPrompt.size === 0) return text;
  let kept = '';
  let at = 0;
  while (at < text.length) {
    if (!inPrompt.has(text.slice(at, at + shortestQuote))) {
      kept += text[at];
      at += 1;
      continue;
    }
    let end = at + shortestQuote;
    while (inPrompt.has(text.slice(end - shortestQuote + 1, end + 1))) end += 1;
    kept += quoted;
    at = end;
  }
  return kept;
}

/** The stretches of the text, each as long as the shortest quote, that occur in the request's own words. */
function windowsInPrompt(text: string, { body }: LlmRequest): ReadonlySet<string> {
  const windows = new Set<string>();
  const prints = new Uint8Array(65_536);
  forEachWindow(text, (at, print) => {
    windows.add(text.slice(at, at + shortestQuote));
    prints[print] = 1;
  });
  const found = new Set<string>();
  if (windows.size === 0) return found;
  for (const words of textsIn('messages' in body ? body.messages : body.input)) {
    forEachWindow(words, (at, print) => {
      if (prints[print] === 0) return;
      const window = words.slice(at, at + shortestQuote);
      if (windows.has(window)) found.add(window);
    });
  }
  return found;
}

const base = 65_599;
const baseOfFirst = Array.from({ length: shortestQuote }).reduce<number>(
  (power) => Math.imul(power, base),
  1,
);

/** Each stretch with a print of 16 bits, rolled along (Rabin-Karp): to cut and compare them all would take ten times as long. */
function forEachWindow(text: string, visit: (at: number, print: number) => void): void {
  let hash = 0;
  for (let end = 0; end < text.length; end += 1) {
    const first = end >= shortestQuote ? text.charCodeAt(end - shortestQuote) : 0;
    hash = (Math.imul(hash, base) + text.charCodeAt(end) - Math.imul(first, baseOfFirst)) | 0;
    if (end + 1 >= shortestQuote) visit(end + 1 - shortestQuote, (hash >>> 16) ^ (hash & 0xffff));
  }
}

function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (typeof value === 'object' && value !== null) yield* textsIn(Object.values(value));
}
