const numbered = /^(?:models\/)?gemini-(\d+)(?:\.(\d+))?/;

/** How a model is told how long to think: in tokens (2.5), or in words (since 3, and what has no number). */
export function thinksInTokens(model: string): boolean {
  const [, major, minor] = numbered.exec(model) ?? [];
  return major === '2' && minor === '5';
}

/** Since 3 a model refuses a call of its own that comes back without its thought signature. */
export function needsSignatures(model: string): boolean {
  const major = numbered.exec(model)?.[1];
  return major === undefined ? /^(?:models\/)?gemini-/.test(model) : Number(major) >= 3;
}

/** May a name be part of the path of a request? The SDK throws on some that may not, and sends others elsewhere. */
export const isModelName = (model: string): boolean => /^[\w.@/-]+$/.test(model) && !model.includes('..');
