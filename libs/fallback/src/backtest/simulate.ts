import type { Organization } from '#contracts';
import type { Clock } from '../clock.js';
import type { RoutingConfig } from '../config/routing-config.js';
import { HealthBook } from '../health/health-book.js';
import { ProviderMemory } from '../health/provider-memory.js';
import { stepName, type Plan } from '../plan.js';
import { composePlan, type Composition } from '../planning/compose-plan.js';
import type { PlanningContext } from '../planning/planning-context.js';
import type { Prices } from '../prices.js';
import { LimitGate } from '../walking/limit-gate.js';
import { nextRoundAt } from '../walking/next-round.js';
import type { PlanOutcome } from '../walking/plan-outcome.js';
import { runPlan } from '../walking/run-plan.js';
import { Journey, type CallWorld, type PastRequest } from './journey.js';
import type { RequestEnd } from './request-end.js';
import { VirtualClock } from './virtual-clock.js';

export interface SimulationTerms
  extends Pick<CallWorld, 'world' | 'assumed' | 'seed'>, Pick<PlanningContext, 'hasKey'> {
  readonly config: RoutingConfig;
  /** Some prices depend on the hour. */
  readonly pricesBy: (clock: Clock) => Prices;
  readonly organizationOf: (org: string) => Organization | null;
}

/**
 * What would have become of requests under a config: each begins when it did, is planned and walked by the code that does
 * so in production, and its calls end as that time's calls have. In the order in which they began.
 */
export async function simulate(
  requests: readonly PastRequest[],
  terms: SimulationTerms,
): Promise<readonly RequestEnd[]> {
  const inOrder = requests.toSorted((one, other) => one.beganAt - other.beganAt);
  const clock = new VirtualClock(inOrder[0]?.beganAt);
  const fleet = new Fleet(clock, terms);
  const sendAll = async (): Promise<readonly RequestEnd[]> => {
    const ends: Promise<RequestEnd>[] = [];
    for (const request of inOrder) {
      if (request.beganAt > clock.now()) await clock.sleep(request.beganAt - clock.now());
      ends.push(fleet.answer(request));
    }
    return Promise.all(ends);
  };
  return clock.finish(sendAll());
}

const nothingSpent: PlanningContext['spent'] = { sessionUsd: 0, dayUsd: 0, monthUsd: 0 };

/** All routers as one: what one of them knows, the others know within a second (G4). */
class Fleet {
  private readonly health: HealthBook;
  private readonly memory: ProviderMemory;
  private readonly limits: LimitGate;
  private readonly prices: Prices;

  constructor(
    private readonly clock: Clock,
    private readonly terms: SimulationTerms,
  ) {
    this.health = new HealthBook(terms.config);
    this.memory = new ProviderMemory(terms.config);
    this.limits = new LimitGate(this.health, clock);
    this.prices = terms.pricesBy(clock);
  }

  /** Through as many rounds as the request has time for (G2). */
  async answer(past: PastRequest): Promise<RequestEnd> {
    const { clock, health } = this;
    const journey = new Journey(past, { ...this.terms, clock });
    for (let rounds = 1; ; rounds += 1) {
      const composition = this.plan(past);
      if (!composition.ok) return journey.endAs(composition.code, null);
      const { plan } = composition;
      const outcome = await this.walk(plan, journey);
      if (outcome.kind === 'answered') return this.answered(plan, outcome, journey);
      const { random } = journey;
      const nextAt = nextRoundAt({ plan, outcome, rounds, health, now: clock.now(), random });
      if (nextAt === null) return journey.endAs(outcome.code, null);
      await clock.sleep(nextAt - clock.now());
    }
  }

  private plan({ request }: PastRequest): Composition {
    const { config, organizationOf, hasKey } = this.terms;
    return composePlan(request, {
      config,
      organization: organizationOf(request.org),
      health: this.health,
      memory: this.memory,
      prices: this.prices,
      spent: nothingSpent,
      hasKey,
      now: this.clock.now(),
    });
  }

  private walk(plan: Plan, journey: Journey): Promise<PlanOutcome> {
    const { clock, health, limits, prices } = this;
    return runPlan(plan, {
      call: (attempt, signal) => journey.call(attempt, signal),
      prices,
      isResting: (step) => health.availabilityOf(step, clock.now()).state === 'resting',
      limits,
      clock,
      random: journey.random,
      signal: journey.signal,
      stopping: new AbortController().signal,
      onEvent: ({ type, attempt }) => {
        if (type === 'attempt-started') return health.attemptStarted(attempt);
        health.attemptEnded(attempt);
        journey.ended(attempt);
        limits.look();
      },
    });
  }

  private answered(
    { chain, primary }: Plan,
    { by: { of } }: Extract<PlanOutcome, { kind: 'answered' }>,
    journey: Journey,
  ): RequestEnd {
    this.memory.answered(chain, of, this.clock.now());
    const name = stepName(of);
    return journey.endAs('answered', { name, isFallback: name !== stepName(primary) });
  }
}
