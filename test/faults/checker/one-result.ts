import type { Check } from './violation.js';

/** I2: whatever is sent for a request, however often, is one and the same; and it is what the ledger has. */
export const oneResult: Check = (history) => {
  const kept = history.byRequest('finished');
  return [...history.byRequest('published')].flatMap(([request, sent]) => {
    const ids = new Set(sent.map(({ resultId }) => resultId));
    const digests = new Set(sent.map(({ digest }) => digest));
    const known = kept.get(request)?.[0];
    const texts: string[] = [];
    if (ids.size > 1) texts.push(`${request} has ${ids.size} results: ${[...ids].join(', ')}`);
    else if (digests.size > 1) texts.push(`${request} was sent in ${digests.size} forms under one id`);
    if (known && !ids.has(known.resultId)) {
      texts.push(`${request} was answered with ${[...ids].join(', ')}, and the ledger has ${known.resultId}`);
    }
    return texts.map((text) => ({ law: 'I2', text }));
  });
};
