import { Controller, Get } from '@nestjs/common';
import type { Alert } from '#contracts';
import { listOpenIncidents } from '#postgres';
import { Pool } from 'pg';

@Controller('v1/alerts')
export class AlertsController {
  constructor(private readonly pool: Pool) {}

  /** What is firing, the oldest first. */
  @Get()
  async alerts(): Promise<{ alerts: Alert[] }> {
    const open = await listOpenIncidents(this.pool);
    return { alerts: open.map(({ alert }) => alert) };
  }
}
