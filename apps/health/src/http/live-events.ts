import { Injectable } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Readiness } from '#service';
import {
  distinctUntilChanged,
  exhaustMap,
  filter,
  map,
  merge,
  ReplaySubject,
  share,
  timer,
  type Observable,
} from 'rxjs';

/** The part of Fastify that is needed here. */
interface Server {
  inject(url: string): Promise<{ readonly statusCode: number; readonly body: string }>;
}

/** What is told, and the address whose answer it is. */
const sources = {
  status: '/v1/status',
  alerts: '/v1/alerts',
  handoffs: '/v1/handoffs?limit=50',
  requests: '/v1/requests?limit=50',
};

/** By far the longest part of the way from a record on the log to the page. */
const readEveryMs = 500;
const beatEveryMs = 5_000;

/**
 * What this service would answer, told whenever it changes, and a beat that tells a quiet service from a dead one.
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
    const changes = Object.entries(sources).map(([type, url]) => this.changesOf(type, url));
    this.all = merge(...changes, this.beats());
  }

  private changesOf(type: string, url: string): Observable<MessageEvent> {
    return timer(0, readEveryMs).pipe(
      exhaustMap(() => this.answerOf(url)),
      filter((body) => body !== null),
      distinctUntilChanged(),
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
