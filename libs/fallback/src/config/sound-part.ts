import { ConfigFile } from './config-file.js';
import type { ConfigProblem } from './config-problem.js';

/** What stays of a faulty entry that others name: they are not to be blamed for it. */
const emptied = {
  providers: { kind: 'ollama' as const, base_url: 'http://127.0.0.1' },
  chains: { steps: [], order: 'configured' as const, single_endpoint: true },
  tiers: { steps: [], fallback: [], retries: 0, retry_delay_seconds: 0 },
};

/** Sections whose parts name one another: with one of them faulty, none is judged. */
const indivisible: ReadonlySet<string> = new Set(['alerts']);

/** A file without its faulty entries, so that the others can be judged too. */
export function soundPart(
  sections: Readonly<Record<string, unknown>>,
  problems: readonly ConfigProblem[],
): ConfigFile {
  const faultyIn = (section: string): ReadonlySet<unknown> =>
    new Set(problems.filter(({ at }) => at[0] === section).map(({ at }) => at[1]));

  const file = ConfigFile.parse(
    Object.fromEntries(
      Object.entries(sections).flatMap(([name, section]): [string, unknown][] => {
        const faulty = faultyIn(name);
        if (faulty.size === 0) return [[name, section]];
        // A list without some of its items would have the others at wrong places.
        if (faulty.has(undefined) || Array.isArray(section) || indivisible.has(name)) return [];
        const sound = Object.entries(section as object).filter(([entry]) => !faulty.has(entry));
        return [[name, Object.fromEntries(sound)]];
      }),
    ),
  );
  const emptiedIn = <S extends keyof typeof emptied>(section: S): Record<string, (typeof emptied)[S]> =>
    Object.fromEntries(
      [...faultyIn(section)].flatMap((name) => (typeof name === 'string' ? [[name, emptied[section]]] : [])),
    );
  return {
    ...file,
    providers: { ...file.providers, ...emptiedIn('providers') },
    chains: { ...file.chains, ...emptiedIn('chains') },
    tiers: { ...file.tiers, ...emptiedIn('tiers') },
  };
}
