import type { LlmRequest, Organization } from '#contracts';
import {
  composePlan,
  HealthBook,
  LimitGate,
  ProviderMemory,
  runPlan,
  stepName,
  systemClock,
  type Clock,
  type Composition,
  type PlanOutcome,
  type ProviderPort,
  type RoutingConfig,
  type Spent,
} from '#fallback';
import { priceBook } from '#providers';

export interface Surroundings {
  readonly clock?: Clock;
  readonly organization?: Organization;
  readonly spent?: Spent;
}

const nothingSpent: Spent = { sessionUsd: 0, dayUsd: 0, monthUsd: 0 };

/** What a router does between a decoded request and its result: decides, calls and remembers; no log and no ledger. */
export class RoutingCore {
  private health: HealthBook;
  private memory: ProviderMemory;
  private readonly prices;

  constructor(
    private readonly config: RoutingConfig,
    private readonly providers: ProviderPort,
    private readonly surroundings: Surroundings = {},
  ) {
    this.health = new HealthBook(config);
    this.memory = new ProviderMemory(config);
    this.prices = priceBook(config.prices);
  }

  /** Nothing is known of any provider any more. */
  forget(): void {
    this.health = new HealthBook(this.config);
    this.memory = new ProviderMemory(this.config);
  }

  /** Throws on a request that gets no plan: there would be nothing to measure. */
  compose(asked: LlmRequest): Extract<Composition, { ok: true }> {
    const { organization = null, spent = nothingSpent } = this.surroundings;
    const composition = composePlan(asked, {
      config: this.config,
      organization,
      health: this.health,
      memory: this.memory,
      prices: this.prices,
      spent,
      hasKey: () => true,
      now: systemClock.now(),
    });
    if (!composition.ok) throw new Error(composition.problem);
    return composition;
  }

  async walk({ plan, request }: Extract<Composition, { ok: true }>): Promise<PlanOutcome> {
    const { clock = systemClock } = this.surroundings;
    const outcome = await runPlan(plan, {
      call: ({ of: { provider, model, baseUrl, credential, settings }, timeoutMs }, signal) =>
        this.providers.call({
          provider,
          model,
          baseUrl,
          credential,
          settings,
          request,
          timeoutMs,
          onChunk: null,
          signal,
        }),
      prices: this.prices,
      limits: new LimitGate(this.health, clock),
      isResting: (step) => this.health.availabilityOf(step, clock.now()).state === 'resting',
      clock,
      random: Math.random,
      signal: new AbortController().signal,
      stopping: new AbortController().signal,
      onEvent: ({ type, attempt }) => {
        if (type === 'attempt-started') this.health.attemptStarted(attempt);
        else this.health.attemptEnded(attempt);
      },
    });
    if (outcome.kind === 'answered') this.memory.answered(plan.chain, outcome.by.of, systemClock.now());
    return outcome;
  }

  /** Takes a request to its end, and throws if that is not by these calls: then something else was measured. */
  async answer(request: LlmRequest, expectedCalls: readonly string[]): Promise<void> {
    const { attempts } = await this.walk(this.compose(request));
    const calls = attempts.map(({ of, outcome }) => `${stepName(of)} ${outcome}`);
    if (calls.join() !== expectedCalls.join()) {
      throw new Error(`expected the calls ${expectedCalls.join(', ')}, and there were ${calls.join(', ')}`);
    }
  }
}
