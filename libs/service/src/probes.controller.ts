import { Controller, Get, Header, HttpCode, HttpException, HttpStatus, Inject } from '@nestjs/common';
import type { Telemetry } from '#telemetry';
import { Readiness } from './readiness.js';

export const TELEMETRY = Symbol('telemetry');

/** What an orchestrator and a scraper ask of every process of ours. */
@Controller()
export class ProbesController {
  constructor(
    private readonly readiness: Readiness,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
  ) {}

  @Get('live')
  @HttpCode(HttpStatus.OK)
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('ready')
  ready(): { status: string } {
    const missing = this.readiness.missing();
    if (Object.keys(missing).length === 0) return { status: 'ready' };
    throw new HttpException({ status: 'not ready', missing }, HttpStatus.SERVICE_UNAVAILABLE);
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.telemetry.metrics();
  }
}
