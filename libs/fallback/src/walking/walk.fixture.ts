import { classesCaughtBy, type ErrorClass, type Usage } from '#contracts';
import type { HealthView } from '../health/availability.js';
import { usable } from '../health/worse-availability.js';
import type { Attempt, AttemptEvent, EndedAttempt } from './attempt-event.js';
import type { Failure } from '../failure.js';
import { LimitGate } from './limit-gate.js';
import type { Plan, Step } from '../plan.js';
import type { PlanOutcome } from './plan-outcome.js';
import type { Prices } from '../prices.js';
import type { CallResult } from '../provider-port.js';
import { runPlan } from './run-plan.js';
import { VirtualTime } from './virtual-time.fixture.js';

export const step = (name: string, changes: Partial<Step> = {}): Step => ({
  provider: name,
  model: 'm',
  tier: null,
  baseUrl: null,
  role: 'chain',
  credential: null,
  settings: {},
  promptTokens: 0,
  estimatedUsd: null,
  catches: classesCaughtBy(['All']),
  mayWait: false,
  retries: 0,
  retryDelayMs: 500,
  timeoutMs: 60_000,
  ...changes,
});

export const plan = (steps: Step[], changes: Partial<Plan> = {}): Plan => ({
  chain: 'test',
  steps,
  primary: steps[0] ?? step('nobody'),
  organizationDefault: null,
  patienceMs: null,
  deadline: null,
  maxAttempts: 64,
  hedge: null,
  budgetUsd: null,
  ...changes,
});

export const failure = (errorClass: ErrorClass, changes: Partial<Failure> = {}): Failure => ({
  class: errorClass,
  type: 'APIError',
  status: null,
  code: null,
  message: errorClass,
  retryAfterMs: null,
  ...changes,
});

export const answered = (usage: Usage): CallResult => ({
  ok: true,
  completion: {
    body: { object: 'chat.completion' },
    requestId: null,
    usage,
    timeToFirstTokenMs: null,
    warnings: [],
  },
});

/** What one call does if it is left to: `fails` null answers. An answer costs what was estimated and `extraUsd`. */
export interface Call {
  readonly takesMs?: number;
  readonly fails?: ErrorClass | Failure | null;
  readonly extraUsd?: number;
  /** How long it takes to end once it is aborted. */
  readonly lingersMs?: number;
}

/** Calls in the order in which they start; when it is used up, calls answer after 10 ms. */
export type Script = readonly (Call | ErrorClass | null)[];

/** A token is a dollar. */
export const dollarTokens: Prices = {
  costUsd: (_of, usage) => usage.input_tokens + usage.output_tokens,
  versionOf: () => 'dollars',
  contextWindow: () => null,
};

const usageOf = ({ promptTokens, estimatedUsd }: Step, extraUsd: number): Usage => ({
  input_tokens: promptTokens,
  output_tokens: (estimatedUsd ?? promptTokens) - promptTokens + extraUsd,
  cached_input_tokens: 0,
});

interface Wait {
  readonly from: number;
  readonly ms: number;
  readonly signal: AbortSignal | undefined;
}

export interface WalkRecord {
  readonly outcome: PlanOutcome;
  readonly events: readonly AttemptEvent[];
  /** What the walk waited for, besides calls. */
  readonly waits: readonly Wait[];
  /** The attempts of each lane as they started, lanes in the order of their first. */
  readonly lanes: ReadonlyMap<AbortSignal, readonly Attempt[]>;
  readonly endedAt: number;
}

export interface WalkOptions {
  readonly random?: () => number;
  /** When the caller gives up, in ms from the start. */
  readonly cancelAfterMs?: number;
  /** When no call may be begun any more, in ms from the start. */
  readonly stopAfterMs?: number;
  /** What is known to rest, at a time from the start. */
  readonly isResting?: (of: Step, now: number) => boolean;
  /** What limits are known, at a time from the start; by default none. */
  readonly availabilityOf?: HealthView['availabilityOf'];
  /** Told of each end, as a book of health is. */
  readonly onEnd?: (ended: EndedAttempt) => void;
}

/** Walks a plan in virtual time, with providers that do what the script says. */
export async function walk(
  of: Plan,
  script: Script,
  {
    random = () => 0,
    cancelAfterMs,
    stopAfterMs,
    isResting = () => false,
    availabilityOf = () => usable,
    onEnd,
  }: WalkOptions = {},
): Promise<WalkRecord> {
  const time = new VirtualTime();
  const [caller, stopping] = [new AbortController(), new AbortController()];
  const events: AttemptEvent[] = [];
  const waits: Wait[] = [];
  const lanes = new Map<AbortSignal, Attempt[]>();
  let calls = 0;

  const call = async (attempt: Attempt, signal: AbortSignal): Promise<CallResult> => {
    lanes.set(signal, [...(lanes.get(signal) ?? []), attempt]);
    const next = script[calls++] ?? {};
    const does: Call = typeof next === 'string' ? { fails: next } : next;
    const { takesMs = 10, fails = null, extraUsd = 0, lingersMs = 0 } = does;
    await time.sleep(Math.min(takesMs, attempt.timeoutMs), signal);
    if (signal.aborted) {
      await time.sleep(lingersMs);
      return { ok: false, failure: failure('cancelled') };
    }
    if (takesMs > attempt.timeoutMs) return { ok: false, failure: failure('timeout') };
    if (fails === null) return answered(usageOf(attempt.of, extraUsd));
    return { ok: false, failure: typeof fails === 'string' ? failure(fails) : fails };
  };

  const finished = new AbortController();
  if (cancelAfterMs === 0) caller.abort();
  else if (cancelAfterMs !== undefined)
    void time.sleep(cancelAfterMs, finished.signal).then(() => caller.abort());
  if (stopAfterMs !== undefined) void time.sleep(stopAfterMs, finished.signal).then(() => stopping.abort());
  const outcome = await time.finish(
    runPlan(of, {
      call,
      prices: dollarTokens,
      isResting: (step) => isResting(step, time.now()),
      limits: new LimitGate({ availabilityOf }, time),
      clock: {
        now: () => time.now(),
        sleep: (ms, signal) => {
          waits.push({ from: time.now(), ms, signal });
          return time.sleep(ms, signal);
        },
      },
      random,
      signal: caller.signal,
      stopping: stopping.signal,
      onEvent: (event) => {
        events.push(event);
        if (event.type === 'attempt-ended') onEnd?.(event.attempt);
      },
    }).finally(() => finished.abort()),
  );
  return { outcome, events, waits, lanes, endedAt: time.now() };
}

export const tried = ({ outcome }: WalkRecord): string[] => outcome.attempts.map(({ of }) => of.provider);

export const codeOf = ({ outcome }: WalkRecord): string =>
  outcome.kind === 'failed' ? outcome.code : outcome.kind;

export const waitsOf = ({ waits }: WalkRecord): number[] => waits.map(({ ms }) => ms);
