import { describe, expect, it } from '@jest/globals';
import { requestLine } from './request-line.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack({ requestPartitions: 1 });
const { log } = stack;

const cancel = (customId: string, org = 'default') =>
  log.sendTo('control', [
    { key: `cancel:${org}/${customId}`, value: JSON.stringify({ type: 'cancel', org, custom_id: customId }) },
  ]);

describe('a cancelled request', () => {
  it('ends at once when it runs, its call with it, and has one terminal record', async () => {
    const provider = await stack.startProvider({ respond: () => ({ kind: 'answer', afterMs: 3_600_000 }) });
    await stack.start('router', bothProviders(provider));
    const request = requestLine();
    await log.ask(request);
    while (provider.count() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await cancel(request.custom_id);

    const { topic, value } = await log.endOf(request.custom_id);
    expect(topic).toBe('failures');
    expect(value.error).toMatchObject({ code: 'cancelled', handoff: false });
    expect(value.routing.attempts).toMatchObject([{ outcome: 'cancelled' }]);
    expect(await provider.calls[0]!.ended).toBe('aborted');
    expect(provider.count()).toBe(1);
  });

  it('is never called when it still waits, on the log or for its turn', async () => {
    const provider = await stack.startProvider({ respond: () => ({ kind: 'answer', afterMs: 500 }) });
    const [first, waiting, unseen] = [requestLine(), requestLine(), requestLine()];
    await cancel(unseen.custom_id);
    await stack.start('router', { ...bothProviders(provider), ROUTER_CONCURRENCY: '1' });
    await log.ask(first, waiting);
    while (provider.count() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await cancel(waiting.custom_id);
    await log.ask(unseen);

    for (const request of [waiting, unseen]) {
      const { value } = await log.endOf(request.custom_id);
      expect(value.error.code).toBe('cancelled');
      expect(value.routing.attempts).toEqual([]);
    }
    expect((await log.endOf(first.custom_id)).topic).toBe('responses');
    expect(provider.count()).toBe(1);
  });

  it('keeps the answer that it has', async () => {
    const provider = await stack.startProvider();
    await stack.start('router', bothProviders(provider));
    const [request, another] = [requestLine(), requestLine()];
    await log.ask(request);
    const answer = await log.endOf(request.custom_id);
    await cancel(request.custom_id);
    await log.ask(request, another);
    await log.endOf(another.custom_id);
    await log.until(() => log.endsOf(request.custom_id).length === 2);
    expect(log.endsOf(request.custom_id).map(({ raw }) => raw)).toEqual([answer.raw, answer.raw]);
    expect(provider.count()).toBe(2);
  });

  it('leaves the same id of another organization alone', async () => {
    const provider = await stack.startProvider();
    await stack.start('router', bothProviders(provider));
    const mine = requestLine({}, { org: 'mine' });
    await cancel(mine.custom_id, 'theirs');
    await log.ask(mine, { ...mine, org: 'theirs' });
    await log.until(() => log.endsOf(mine.custom_id).length === 2);
    const topicOf = Object.fromEntries(
      log.endsOf(mine.custom_id).map(({ value, topic }) => [value.org, topic]),
    );
    expect(topicOf).toEqual({ mine: 'responses', theirs: 'failures' });
  });
});
