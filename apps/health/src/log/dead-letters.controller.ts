import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { topics, type LogRecord } from '#contracts';
import type { Clock } from '#fallback';
import { DefectFilter, LOG_TRANSPORT } from '#kafka';
import { LiveRouting } from '../live-routing.js';
import { Tallies } from '../incidents/tallies.js';
import { Rounds } from '../rounds.js';
import { CLOCK } from '../tokens.js';

/** Counts what lies on `llm.requests-dlt`. */
@Controller()
@UseFilters(DefectFilter)
export class DeadLettersController {
  constructor(
    private readonly tallies: Tallies,
    private readonly routing: LiveRouting,
    private readonly rounds: Rounds,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Its offset is complete when it is counted in the database. What is old when it is read is nobody's concern any more. */
  @EventPattern(topics.deadLetters.name, LOG_TRANSPORT)
  async see(@Payload() { timestamp }: LogRecord): Promise<void> {
    const { windowMs } = this.routing.config.alerts.deadLetters;
    if (Number(timestamp) <= this.clock.now() - windowMs) return;
    this.tallies.deadLettered();
    await this.rounds.next();
  }
}
