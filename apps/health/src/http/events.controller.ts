import { Controller, Sse, type MessageEvent } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { LiveEvents } from './live-events.js';

@Controller('v1/events')
export class EventsController {
  constructor(private readonly live: LiveEvents) {}

  /** `status`, `alerts`, `handoffs` and `requests` as they change, each as its address answers; and `beat`. */
  @Sse()
  events(): Observable<MessageEvent> {
    return this.live.all;
  }
}
