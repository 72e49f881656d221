/** A place in the config file, such as `['chains', 'support', 'steps', 1]`. */
export type Place = readonly (string | number)[];

/** What is wrong there, and what mends it. */
export interface ConfigProblem {
  readonly at: Place;
  readonly text: string;
}

/** `chains.support.steps[1]`, `prices['openai/gpt-4o']`; of the file as a whole `the file`. */
export const placeName = (place: Place): string =>
  place.length === 0
    ? 'the file'
    : place
        .map((part, index) => {
          if (typeof part === 'number') return `[${part}]`;
          if (!/^[\w-]+$/.test(part)) return `['${part}']`;
          return index === 0 ? part : `.${part}`;
        })
        .join('');
