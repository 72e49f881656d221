import { Controller, Get, Header, HttpException, HttpStatus, Inject } from '@nestjs/common';
import type { Telemetry } from '#telemetry';
import { Liveness, Readiness } from './health-checks.js';

export const TELEMETRY = Symbol('telemetry');

/** What an orchestrator and a scraper ask of every process of ours. */
@Controller()
export class ProbesController {
  constructor(
    private readonly liveness: Liveness,
    private readonly readiness: Readiness,
    @Inject(TELEMETRY) private readonly telemetry: Telemetry,
  ) {}

  @Get('live')
  live(): { status: string } {
    return contentOrThrow('live', this.liveness.missing());
  }

  @Get('ready')
  ready(): { status: string } {
    return contentOrThrow('ready', this.readiness.missing());
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.telemetry.metrics();
  }
}

function contentOrThrow(status: string, missing: Readonly<Record<string, string>>): { status: string } {
  if (Object.keys(missing).length === 0) return { status };
  throw new HttpException({ status: `not ${status}`, missing }, HttpStatus.SERVICE_UNAVAILABLE);
}
