import { Inject, Injectable } from '@nestjs/common';
import type { ProviderHealth } from '#contracts';
import type { Clock } from '#fallback';
import { listProviderVerdicts, saveProviderHealth } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { healthRules } from './folding/health-rules.js';
import { HealthTable } from './folding/health-table.js';
import { providerVerdict } from './folding/provider-verdict.js';
import { HealthPublisher } from './health-publisher.js';
import { LiveRouting } from './live-routing.js';
import { CLOCK, LOGGER } from './tokens.js';

/**
 * Tells the fleet of providers that are down as a whole. Any replica may do it at any time: what one has made of older
 * records than another has told is dropped.
 */
@Injectable()
export class ProviderVerdicts {
  constructor(
    private readonly pool: Pool,
    private readonly publisher: HealthPublisher,
    private readonly table: HealthTable,
    private readonly routing: LiveRouting,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param fleet the health of every model, read no earlier than all that is known here was saved */
  async tell(fleet: readonly ProviderHealth[]): Promise<void> {
    const told = await listProviderVerdicts(this.pool);
    const standing = new Map(told.map((verdict) => [verdict.provider, verdict]));
    for (const provider of new Set(fleet.map((record) => record.provider))) {
      const models = fleet.filter((record) => record.provider === provider);
      const verdict = await this.judge(provider, models, standing.get(provider) ?? null);
      if (verdict !== null) standing.set(provider, verdict);
    }
    const down = [...standing.values()].filter(({ state }) => state === 'down');
    this.table.leftAlone(new Map(down.map(({ provider, since }) => [provider, Date.parse(since)])));
  }

  /** What is told anew; null when nothing is. */
  private async judge(
    provider: string,
    models: readonly ProviderHealth[],
    told: ProviderHealth | null,
  ): Promise<ProviderHealth | null> {
    const { pool, publisher, routing, clock, logger } = this;
    const draft = providerVerdict({ provider, models, told }, healthRules(routing.config), clock.now());
    if (draft === null) return null;
    const verdict = await saveProviderHealth(pool, {
      health: draft,
      after: told?.seq ?? 0,
      publish: (numbered) => publisher.publish(numbered),
    });
    if (verdict === null || verdict.state === told?.state) return verdict;
    const { state, reason, until } = verdict;
    const fields = { provider, from: told?.state ?? 'healthy', to: state, reason, until };
    if (state === 'down') logger.warn(fields, `Provider ${provider} is down as a whole (${reason})`);
    else logger.info(fields, `Provider ${provider} is ${state} as a whole`);
    return verdict;
  }
}
