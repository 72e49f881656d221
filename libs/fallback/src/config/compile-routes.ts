import type { ConfigFile } from './config-file.js';
import type { ConfigProblem, Place } from './config-problem.js';
import { noneCalled } from './none-called.js';
import type { Chain, SessionRule, Target } from './routing-config.js';

export interface CompiledRoutes {
  readonly tasks: ReadonlyMap<string, Target>;
  readonly sessions: readonly SessionRule[];
  readonly problems: readonly ConfigProblem[];
}

interface Targets {
  readonly chains: ReadonlyMap<string, Chain>;
  readonly tiers: ReadonlyMap<string, Chain>;
}

/** What serves tasks and sessions, and which of it is not there. */
export function compileRoutes(
  file: Pick<ConfigFile, 'tasks' | 'sessions'>,
  targets: Targets,
): CompiledRoutes {
  const problems: ConfigProblem[] = [];
  const check = (at: Place, { kind, name }: Target): void => {
    const known = kind === 'chain' ? targets.chains : targets.tiers;
    if (!known.has(name)) problems.push({ at, text: noneCalled(kind, name, known.keys()) });
  };

  const tasks = new Map<string, Target>();
  for (const [task, entry] of Object.entries(file.tasks)) {
    const target = targetOf(typeof entry === 'string' ? { tier: entry } : entry)!;
    check(['tasks', task], target);
    tasks.set(task, target);
  }

  const sessions = file.sessions.map(({ pattern, budget_usd: budgetUsd = null, ...named }): SessionRule => ({
    pattern,
    target: targetOf(named),
    budgetUsd,
  }));
  for (const [index, { pattern, target }] of sessions.entries()) {
    if (target !== null) check(['sessions', index, target.kind], target);
    const before = sessions.slice(0, index).find((rule) => rule.pattern === '*' || rule.pattern === pattern);
    if (before !== undefined) {
      const text = `is never reached: '${before.pattern}' before it fits first; put it before that, or take it out`;
      problems.push({ at: ['sessions', index], text });
    }
  }
  return { tasks, sessions, problems };
}

function targetOf({
  chain,
  tier,
}: {
  readonly chain?: string | undefined;
  readonly tier?: string | undefined;
}): Target | null {
  if (chain !== undefined) return { kind: 'chain', name: chain };
  return tier === undefined ? null : { kind: 'tier', name: tier };
}
