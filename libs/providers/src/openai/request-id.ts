/** OpenAI's name and its kin's; Azure's gateway and OpenRouter have their own. */
const names = ['x-request-id', 'apim-request-id', 'x-generation-id'];

export const requestIdOf = (headers: Headers): string | null =>
  names.map((name) => headers.get(name)).find((id) => id !== null) ?? null;
