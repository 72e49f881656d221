import { Module } from '@nestjs/common';
import type { HealthSettings } from '../health-settings.js';
import { SETTINGS } from '../tokens.js';
import { BuiltPage, pageFolder } from './built-page.js';
import { EventsController } from './events.controller.js';
import { LiveEvents } from './live-events.js';
import { PageController } from './page.controller.js';

/** The status page, and the stream that keeps it up to date. */
@Module({
  controllers: [PageController, EventsController],
  providers: [
    LiveEvents,
    {
      provide: BuiltPage,
      inject: [SETTINGS],
      useFactory: ({ traceUrl }: HealthSettings) => new BuiltPage(pageFolder, traceUrl),
    },
  ],
})
export class PageModule {}
