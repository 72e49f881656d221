import { Inject, Injectable } from '@nestjs/common';
import { Control, type LogRecord } from '#contracts';
import type { Clock } from '#fallback';
import { readRecord } from '#kafka';
import type { Logger } from 'pino';
import { HealthTable } from '../folding/health-table.js';
import { operatorReport } from '../folding/operator-report.js';
import { Rounds } from '../rounds.js';
import { CLOCK, LOGGER } from '../tokens.js';
import { forceKey } from './control-keys.js';
import { ForcedProvider } from './forced-provider.js';

/**
 * Does what operators say on `llm.control`. Every replica hears all of it, and from its beginning at each start: what was
 * done already, or is over, changes nothing then.
 */
@Injectable()
export class ControlListener {
  constructor(
    private readonly table: HealthTable,
    private readonly forced: ForcedProvider,
    private readonly rounds: Rounds,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  hear(record: LogRecord): void {
    if (record.value === null) {
      if (record.key?.toString() === forceKey) this.forced.release();
      return;
    }
    const control = readRecord(Control, record, this.logger);
    // Not waited for: the topic is read to its end before the first round.
    if (control !== null && this.changesHealth(control, record)) void this.rounds.next();
  }

  private changesHealth(control: Control, { timestamp }: LogRecord): boolean {
    const now = this.clock.now();
    const saidAt = (epochMs: number): number => Math.min(epochMs, now);
    switch (control.type) {
      case 'force_provider':
        this.forced.force({ provider: control.provider, until: Date.parse(control.until) });
        return false;
      case 'clear_cache':
        this.forced.release();
        return this.table.clear(saidAt(Date.parse(control.at)), now);
      case 'report':
        return this.table.report(operatorReport(control, saidAt(Number(timestamp))), now);
      case 'cancel':
        return false;
    }
  }
}
