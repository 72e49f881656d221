import { compileSteps, type Ingredients } from './compile-chains.js';
import type { ConfigFile } from './config-file.js';
import type { ConfigProblem } from './config-problem.js';
import { noneCalled } from './none-called.js';
import type { Chain, ChainStep } from './routing-config.js';

export interface CompiledTiers {
  readonly tiers: ReadonlyMap<string, Chain>;
  readonly problems: readonly ConfigProblem[];
}

/** C1: what these tiers fall back to, as far as the file has it, unless it says otherwise. */
const wellKnownFallbacks = new Map<string, readonly string[]>([
  ['orchestrator', ['reasoning', 'general']],
  ['reasoning', ['general', 'fast']],
  ['coding', ['reasoning', 'general']],
  ['general', ['fast']],
  ['fast', []],
]);

/** Turns the file's tiers into chains, each with the steps of the tiers that it falls back to behind its own. */
export function compileTiers(fromFile: ConfigFile['tiers'], of: Ingredients): CompiledTiers {
  const names = Object.keys(fromFile);
  const problems: ConfigProblem[] = [];
  const own = new Map<string, readonly ChainStep[]>();
  const fallbacks = new Map<string, readonly string[]>();
  for (const [name, tier] of Object.entries(fromFile)) {
    const { steps, problems: found } = compileSteps(['tiers', name, 'steps'], tier.steps, of);
    problems.push(...found);
    own.set(
      name,
      steps.map((step) => ({
        ...step,
        tier: name,
        retries: step.retries ?? tier.retries,
        retryDelayMs: tier.retry_delay_seconds * 1000,
      })),
    );
    fallbacks.set(name, tier.fallback ?? wellKnownFallbacks.get(name) ?? []);
    for (const [index, next] of (tier.fallback ?? []).entries()) {
      const at = ['tiers', name, 'fallback', index];
      if (!names.includes(next)) problems.push({ at, text: noneCalled('tier', next, names) });
      else if (tier.fallback!.indexOf(next) < index)
        problems.push({ at, text: `'${next}' is there before this already; take one of them out` });
    }
  }
  problems.push(...cycles(fallbacks));
  const tiers = new Map(
    [...fallbacks].map(([name, fallback]): [string, Chain] => [
      name,
      { name, order: 'configured', steps: [name, ...fallback].flatMap((tier) => own.get(tier) ?? []) },
    ]),
  );
  return { tiers, problems };
}

/** Each way from a tier back to itself, once, told where it closes. */
function cycles(fallbacks: ReadonlyMap<string, readonly string[]>): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const done = new Set<string>();
  const visit = (tier: string, path: readonly string[]): void => {
    const start = path.indexOf(tier);
    if (start >= 0) {
      const round = [...path.slice(start), tier].join(' → ');
      problems.push({
        at: ['tiers', path.at(-1)!, 'fallback'],
        text: `the tiers fall back in a circle, ${round}; take one of them out of a fallback`,
      });
      return;
    }
    if (done.has(tier)) return;
    for (const next of fallbacks.get(tier) ?? []) visit(next, [...path, tier]);
    done.add(tier);
  };
  for (const tier of fallbacks.keys()) visit(tier, []);
  return problems;
}
