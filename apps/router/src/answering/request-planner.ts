import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { LlmRequest, Organization } from '#contracts';
import {
  composePlan,
  HealthBook,
  nextRoundAt,
  ProviderMemory,
  stepName,
  systemClock,
  type Composition,
  type Plan,
  type PlanOutcome,
} from '#fallback';
import { OrganizationDirectory, SpendingBook } from '#postgres';
import type { Logger } from 'pino';
import { LiveRouting } from '../live-routing.js';
import { routerSettings } from '../router-settings.js';
import { LOGGER } from '../tokens.js';

export interface PlannedRequest {
  /** As people know it; the request's own word where nobody has described it. */
  readonly organization: string;
  readonly composition: Composition;
}

/** Brings together what decides a request's plan: config, organization, health, memory, prices and what was spent. */
@Injectable()
export class RequestPlanner {
  /** By chain, since when was remembered what has been told of. */
  private readonly toldOf = new Map<string, number>();

  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly routing: LiveRouting,
    private readonly organizations: OrganizationDirectory,
    private readonly health: HealthBook,
    private readonly memory: ProviderMemory,
    private readonly spending: SpendingBook,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Gets what planning needs to know and is not at hand. */
  async prepare({ org, session }: LlmRequest): Promise<void> {
    if (!this.hasBudget(this.organizations.find(org))) return;
    await this.spending.know(org, session ?? null, systemClock.now());
  }

  /** At once: what health says of a step holds only until the next request starts to try it. */
  plan(request: LlmRequest): PlannedRequest {
    const { org } = request;
    const organization = this.organizations.find(org);
    const now = systemClock.now();
    const composition = composePlan(request, {
      config: this.routing.config,
      organization,
      health: this.health,
      memory: this.memory,
      prices: this.routing.prices,
      spent: this.spending.spentUsd(org, request.session ?? null, now),
      hasKey: (variable) => this.settings.keyOf(variable) !== null,
      now,
    });
    if (composition.ok) this.tellOfUnhealthyMemory(composition.plan, now);
    return { organization: organization?.name ?? org, composition };
  }

  /** When the plan is to be walked again, epoch ms; null when its outcome is the last word. */
  nextRoundAt(plan: Plan, outcome: PlanOutcome, rounds: number): number | null {
    const { health } = this;
    return nextRoundAt({ plan, outcome, rounds, health, now: systemClock.now(), random: Math.random });
  }

  /** B12: what a chain remembers to work rests; told once for each time that it was remembered. */
  private tellOfUnhealthyMemory({ chain, steps }: Plan, now: number): void {
    const preference = this.memory.preferredStep(chain, now);
    if (preference === null || this.toldOf.get(chain) === preference.since) return;
    const step = steps.find((candidate) => stepName(candidate) === preference.step);
    if (step === undefined || this.health.availabilityOf(step, now).state !== 'resting') return;
    this.toldOf.set(chain, preference.since);
    this.logger.warn(
      { event: 'cached_provider_unhealthy', chain, provider: step.provider, model: step.model },
      `Cached provider ${step.provider} is unhealthy: chain '${chain}' goes by its configured order`,
    );
  }

  /** Without one, nobody waits for what was spent. */
  private hasBudget(organization: Organization | null): boolean {
    const { session_usd, daily_usd, monthly_usd } = organization?.budgets ?? {};
    return (
      [session_usd, daily_usd, monthly_usd].some((budget) => budget !== undefined) ||
      this.routing.config.sessions.some(({ budgetUsd }) => budgetUsd !== null)
    );
  }
}
