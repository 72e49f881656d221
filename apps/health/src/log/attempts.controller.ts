import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { LlmAttempt, topics, type LogRecord } from '#contracts';
import type { Clock } from '#fallback';
import { DefectFilter, LOG_TRANSPORT, readRecord } from '#kafka';
import type { Logger } from 'pino';
import { endedAttempt } from '../folding/ended-attempt.js';
import { FoldedAttempts } from '../folding/folded-attempts.js';
import { HealthTable } from '../folding/health-table.js';
import { OrgOutages } from '../incidents/org-outages.js';
import { Tallies } from '../incidents/tallies.js';
import { Rounds } from '../rounds.js';
import { CLOCK, LOGGER } from '../tokens.js';

/** Folds `llm.attempts` into the health of providers. */
@Controller()
@UseFilters(DefectFilter)
export class AttemptsController {
  constructor(
    private readonly table: HealthTable,
    private readonly folded: FoldedAttempts,
    private readonly outages: OrgOutages,
    private readonly tallies: Tallies,
    private readonly rounds: Rounds,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The offset of an attempt that changed a state is complete when the change is stored and told. */
  @EventPattern(topics.attempts.name, LOG_TRANSPORT)
  async fold(@Payload() record: LogRecord): Promise<void> {
    const parsed = readRecord(LlmAttempt, record, this.logger);
    if (parsed === null || !this.folded.add(parsed.id)) return;
    const now = this.clock.now();
    const attempt = endedAttempt(parsed, now);
    this.outages.attemptEnded(attempt);
    this.tallies.attemptEnded(parsed);
    // What another replica saw of its model until now is read first.
    if (this.table.takesOver(attempt)) await this.rounds.next();
    if (this.table.fold(attempt, now)) await this.rounds.next();
  }
}
