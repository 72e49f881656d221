import type { LlmFailure, TerminalRecord } from '#contracts';

/** What became of a request before it was laid aside to wait for its providers. */
export interface EarlierRounds {
  /** How often its plan was walked. */
  readonly rounds: number;
  /** What all of them together would have ended with. */
  readonly failure: LlmFailure;
}

/** Of a request that waits for hours, the latest attempts are told; every one of them is on `llm.attempts`. */
const longestHistory = 100;

/** A round's end as the end of the whole request: with all that was tried and paid for before. */
export function afterEarlierRounds<Terminal extends TerminalRecord>(
  terminal: Terminal,
  earlier: EarlierRounds | null,
): Terminal {
  if (earlier === null) return terminal;
  const { routing: before, error: failedBefore } = earlier.failure;
  const { routing, error } = terminal;
  return {
    ...terminal,
    ...(error === null
      ? {}
      : {
          error: {
            ...error,
            attempted_providers: union(failedBefore.attempted_providers, error.attempted_providers),
            last_error: error.last_error ?? failedBefore.last_error,
            errors: [...failedBefore.errors, ...error.errors].slice(-longestHistory),
          },
        }),
    routing: {
      ...routing,
      fallback_used: routing.fallback_used || before.fallback_used,
      fallback_chain_used: union(before.fallback_chain_used, routing.fallback_chain_used),
      attempts: [...before.attempts, ...routing.attempts].slice(-longestHistory),
      cost_usd: before.cost_usd + routing.cost_usd,
      ...(before.cost_estimated ? { cost_estimated: true } : {}),
      rounds: earlier.rounds + 1,
    },
  };
}

/** For admins, where the deadline came before another try could be made. */
export function toldOfEarlier({ rounds, failure }: EarlierRounds): string {
  const { last_error: last } = failure.error;
  const said =
    last === null
      ? ''
      : `; the last one said: ${last.provider}/${last.model} failed: [${last.type}] ${last.message}`;
  return `it was tried in ${rounds === 1 ? 'one round' : `${rounds} rounds`}, and no provider could answer${said}`;
}

const union = (one: readonly string[], other: readonly string[]): string[] => [
  ...new Set([...one, ...other]),
];
