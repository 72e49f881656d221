import { Injectable } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Readiness } from '#service';
import { exhaustMap, filter, map, merge, ReplaySubject, share, timer, type Observable } from 'rxjs';
import { inGoodTime, type Pace } from './in-good-time.js';

/** The part of Fastify that is needed here. */
interface Server {
  inject(url: string): Promise<{ readonly statusCode: number; readonly body: string }>;
}

/** What changes with each request. A fleet of fifty models would otherwise tell 40 kB twice a second. */
const figures = new Set([
  ...['requests', 'failures', 'failure_rate', 'by_class', 'latency_ms', 'time_to_first_token_ms'],
  ...['seq', 'expires_at', 'proven_at', 'sparkline'],
]);

const withoutFigures = (body: string): string =>
  JSON.stringify(JSON.parse(body), (name, value: unknown) => (figures.has(name) ? undefined : value));

const atOnce: Pace = { urgent: (body) => body, restEveryMs: 0 };

/** What is told, the address whose answer it is, and what of it can wait. */
const sources: Readonly<Record<string, { readonly url: string; readonly pace: Pace }>> = {
  status: { url: '/v1/status', pace: { urgent: withoutFigures, restEveryMs: 5_000 } },
  alerts: { url: '/v1/alerts', pace: atOnce },
  handoffs: { url: '/v1/handoffs?limit=50', pace: atOnce },
  requests: { url: '/v1/requests?limit=50', pace: { urgent: () => '', restEveryMs: 2_000 } },
};

/** By far the longest part of the way from a record on the log to the page. */
const readEveryMs = 500;
const beatEveryMs = 5_000;

/**
 * What this service would answer, told whenever it changes (figures less often), and a beat that tells a quiet service
 * from a dead one.
 *
 * Other replicas change it too, in Postgres: so it is read again and again, once for all listeners, and only while there
 * are any. Who comes later gets what was last told at once.
 */
@Injectable()
export class LiveEvents {
  readonly all: Observable<MessageEvent>;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly readiness: Readiness,
  ) {
    const changes = Object.entries(sources).map(([type, { url, pace }]) => this.changesOf(type, url, pace));
    this.all = merge(...changes, this.beats());
  }

  private changesOf(type: string, url: string, pace: Pace): Observable<MessageEvent> {
    return timer(0, readEveryMs).pipe(
      exhaustMap(() => this.answerOf(url)),
      filter((body) => body !== null),
      inGoodTime(pace),
      map((data) => ({ type, data })),
      share({ connector: () => new ReplaySubject(1) }),
    );
  }

  /** Null while there is none: the beat says why. */
  private async answerOf(url: string): Promise<string | null> {
    const { statusCode, body } = await this.host.httpAdapter.getInstance<Server>().inject(url);
    return statusCode === 200 ? body : null;
  }

  private beats(): Observable<MessageEvent> {
    return timer(0, beatEveryMs).pipe(
      map(() => ({ type: 'beat', data: { problems: Object.values(this.readiness.missing()) } })),
    );
  }
}
