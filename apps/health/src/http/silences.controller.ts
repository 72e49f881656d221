import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Ip,
  NotFoundException,
  Param,
  Post,
} from '@nestjs/common';
import type { Clock } from '#fallback';
import { addSilence, endSilence, listSilences } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import { CLOCK, LOGGER } from '../tokens.js';
import { BodyPipe } from './body.pipe.js';
import { silenceView, type SilenceView } from './silence-view.js';

/** What nobody wants to hear of for longer belongs into `alerts.routes` of the config. */
const longestSeconds = 90 * 86_400;

const text = z
  .string()
  .min(1)
  .max(1_000)
  .regex(/^[^\0]*$/u, 'must not contain a NUL character');

const NewSilence = z.strictObject({
  matchers: z
    .array(
      z.strictObject({
        name: z.enum([
          'alertname',
          'severity',
          'org',
          'provider',
          'model',
          'error_class',
          'budget',
          'percent',
        ]),
        value: text,
      }),
    )
    .min(1, 'give at least one label, such as {"name": "alertname", "value": "ProviderDown"}'),
  duration_seconds: z.number().int().positive().max(longestSeconds),
  by: text,
  comment: text,
});
type NewSilence = z.infer<typeof NewSilence>;

@Controller('v1/silences')
export class SilencesController {
  constructor(
    private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get()
  async list(): Promise<{ silences: SilenceView[] }> {
    return { silences: (await listSilences(this.pool)).map(silenceView) };
  }

  @Post()
  async add(
    @Body(new BodyPipe(NewSilence)) { duration_seconds: seconds, ...silence }: NewSilence,
    @Ip() remote: string,
  ): Promise<SilenceView> {
    const until = new Date(this.clock.now() + seconds * 1000);
    const added = silenceView(await addSilence(this.pool, { ...silence, until }));
    this.logger.info({ remote, silence: added }, 'An operator silenced alerts');
    return added;
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  async end(@Param('id') id: string, @Ip() remote: string): Promise<void> {
    if (!(await endSilence(this.pool, id)))
      throw new NotFoundException(`there is no silence '${id}' that holds`);
    this.logger.info({ remote, silence: id }, 'An operator ended a silence');
  }
}
