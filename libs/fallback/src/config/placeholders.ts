/** `{name}` in a preset's system prompt; other braces, such as those of JSON, are text. */
export const placeholder = /\{([A-Za-z_]\w*)\}/g;

/** The names of a text's placeholders. */
export const placeholdersOf = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(placeholder)].map(([, name]) => name!));
