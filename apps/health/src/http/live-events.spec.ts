import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { MessageEvent } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { Readiness } from '#service';
import { LiveEvents } from './live-events.js';

/** What the service would answer, by address; none: it cannot. */
const answers = new Map<string, string>();
const asked: string[] = [];

function listenTo({ all }: LiveEvents): { readonly told: string[]; readonly leave: () => void } {
  const told: string[] = [];
  const subscription = all.subscribe(({ type, data }: MessageEvent) => {
    if (type !== 'beat') told.push(`${type} ${data as string}`);
  });
  return { told, leave: () => subscription.unsubscribe() };
}

function liveEvents(): LiveEvents {
  const inject = (url: string) => {
    asked.push(url);
    const body = answers.get(url);
    return Promise.resolve({ statusCode: body === undefined ? 503 : 200, body: body ?? 'sorry' });
  };
  const host = { httpAdapter: { getInstance: () => ({ inject }) } };
  return new LiveEvents(host as unknown as HttpAdapterHost, new Readiness());
}

/** Two a second. */
const readings = (count: number): Promise<void> => jest.advanceTimersByTimeAsync(count * 500);

describe('what is told as it changes', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    answers.clear();
    asked.length = 0;
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is told at once, then at the next reading that differs', async () => {
    answers.set('/v1/alerts', 'well');
    const { told, leave } = listenTo(liveEvents());
    await readings(0);
    expect(told).toEqual(['alerts well']);
    await readings(2);
    expect(told).toEqual(['alerts well']);

    answers.set('/v1/alerts', 'down');
    await readings(1);
    expect(told).toEqual(['alerts well', 'alerts down']);
    leave();
  });

  it('is told at once where a state changes, and a while after what was told last where figures do', async () => {
    const statusIs = (state: string, requests: number): void =>
      void answers.set('/v1/status', JSON.stringify({ providers: [{ models: [{ state, requests }] }] }));
    const { told, leave } = listenTo(liveEvents());
    const states = (): string[] => told.map((line) => line.replaceAll(/\W+/g, ' ').trim());
    statusIs('healthy', 1);
    await readings(1);
    statusIs('healthy', 2);
    await readings(8);
    expect(states()).toEqual(['status providers models state healthy requests 1']);
    statusIs('down', 3);
    await readings(1);
    expect(states().slice(1)).toEqual(['status providers models state down requests 3']);
    statusIs('down', 4);
    await readings(10);
    expect(states().slice(2)).toEqual(['status providers models state down requests 4']);
    leave();
  });

  it('is read once for all who listen, tells who comes later what was told last, and rests without listeners', async () => {
    answers.set('/v1/alerts', 'none');
    const live = liveEvents();
    const first = listenTo(live);
    await readings(1);
    const second = listenTo(live);
    expect(second.told).toEqual(['alerts none']);
    expect(asked.filter((url) => url === '/v1/alerts')).toHaveLength(2);

    first.leave();
    second.leave();
    const before = asked.length;
    await readings(4);
    expect(asked).toHaveLength(before);
  });

  it('is what it was while there is no answer', async () => {
    answers.set('/v1/alerts', 'well');
    const { told, leave } = listenTo(liveEvents());
    await readings(1);
    answers.delete('/v1/alerts');
    await readings(2);
    answers.set('/v1/alerts', 'well');
    await readings(1);
    expect(told).toEqual(['alerts well']);
    leave();
  });
});
