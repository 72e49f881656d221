import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startOtlpReceiver } from '../../router/otlp-receiver.js';
import type { Rule } from '../provider/rule.js';
import { scaled } from '../world/scale.js';
import { inWorld, mostCalls } from '../world/world.js';
import { numbered } from './numbered.js';

interface Fault {
  readonly name: string;
  readonly does: Rule['then'];
  readonly class: string;
  readonly streamed?: boolean;
}

const faults: readonly Fault[] = [
  { name: 'broken', does: { kind: 'server-error' }, class: 'unavailable' },
  { name: 'down', does: { kind: 'unavailable' }, class: 'unavailable' },
  { name: 'hung', does: { kind: 'hang' }, class: 'timeout' },
  { name: 'stalled', does: { kind: 'stall' }, class: 'timeout' },
  { name: 'reset', does: { kind: 'reset', when: 'before-headers' }, class: 'network' },
  { name: 'cut', does: { kind: 'reset', when: 'after-headers' }, class: 'bad_response' },
  { name: 'truncated', does: { kind: 'truncated' }, class: 'bad_response' },
  { name: 'garbage', does: { kind: 'garbage' }, class: 'bad_response' },
  { name: 'error-in-200', does: { kind: 'error-in-200' }, class: 'bad_response' },
  { name: 'empty', does: { kind: 'empty' }, class: 'bad_response' },
  { name: 'stream-stalled', does: { kind: 'stall' }, class: 'timeout', streamed: true },
  {
    name: 'stream-cut',
    does: { kind: 'reset', when: 'after-headers' },
    class: 'bad_response',
    streamed: true,
  },
];

const callsAtOnce = 128;

describe('providers that fail in every way at once', () => {
  let traces: Awaited<ReturnType<typeof startOtlpReceiver>>;
  beforeAll(async () => (traces = await startOtlpReceiver()));
  afterAll(() => traces.stop());

  it('I1 I2 I7 are told apart, and everybody is answered by the next step', () =>
    inWorld({ callsAtOnce }, async (world) => {
      const { log, fleet, provider, history } = world;
      const each = scaled(5, 200);
      await provider.behave(
        ...faults.map(({ name, does }) => ({ requests: `${name}-`, format: 'ollama' as const, then: does })),
      );
      await fleet.start('only', {
        OLLAMA_URL: provider.url,
        OLLAMA_MODEL_NAME: 'sim-fast',
        OLLAMA_TIMEOUT: '4',
        OTEL_EXPORTER_OTLP_ENDPOINT: traces.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        LOG_LEVEL: 'trace',
        UNDERSTUDY_CONFIG: 'test/router/quick-recovery.yaml',
      });
      await log.produce(
        faults.flatMap(({ name, streamed = false }) =>
          world.chats(numbered(name, each), { routing: { force_provider: 'ollama' } }, { stream: streamed }),
        ),
      );
      await log.until(() => log.ended === faults.length * each);
      await fleet.stop('only');
      history.add({ type: 'told', router: 'only', where: 'a span', text: traces.raw() });
      expect(await world.verdict()).toEqual([]);
      expect(traces.spans.length).toBeGreaterThan(faults.length * each);

      const found = faults.map(({ name }) => {
        const ends = history.all('published').filter(({ request }) => request.startsWith(`${name}-`));
        return [
          name,
          ...new Set(ends.map(({ failures, outcome }) => `${[...new Set(failures)].join()}, ${outcome}`)),
        ];
      });
      expect(found).toEqual(faults.map((fault) => [fault.name, `${fault.class}, answered`]));
    }));

  it('G6 I1 I2 a stream that trickles is given up though bytes come, and the next step answers', () =>
    inWorld({ callsAtOnce }, async (world) => {
      const { log, fleet, provider, history } = world;
      const requests = ['no-token', 'one-token'].flatMap((name) => numbered(name, scaled(5, 200)));
      await provider.behave(
        { requests: 'no-token', format: 'ollama', then: { kind: 'trickle', afterPieces: 0 } },
        { requests: 'one-token', format: 'ollama', then: { kind: 'trickle', afterPieces: 1 } },
      );
      const router = await fleet.start('only', {
        OLLAMA_URL: provider.url,
        OLLAMA_MODEL_NAME: 'sim-fast',
        OLLAMA_TIMEOUT: '3600',
        UNDERSTUDY_CONFIG: 'test/faults/scenarios/impatient.yaml',
      });
      await log.produce(world.chats(requests, { routing: { force_provider: 'ollama' } }, { stream: true }));
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      const ends = history.all('published');
      expect(new Set(ends.map(({ outcome }) => outcome))).toEqual(new Set(['answered']));
      const told = router.lines
        .filter(({ event }) => event === 'provider_failed')
        .map(
          ({ custom_id, error_message }) =>
            `${String(custom_id).replace(/-\d+$/, '')}: ${String(error_message)}`,
        );
      expect(new Set(told)).toEqual(
        new Set(['no-token: no first token within 2000 ms', 'one-token: the stream was silent for 2000 ms']),
      );
      expect(new Set(ends.flatMap(({ failures }) => failures))).toEqual(new Set(['timeout']));
    }));

  it('I1 a storm of 429s is waited out as long as the provider says', () =>
    inWorld({ callsAtOnce }, async (world) => {
      const { log, fleet, provider, history } = world;
      const requests = numbered('storm', scaled(50, 1_000));
      const waitSeconds = 1;
      // All that may be under way; who is refused again and again has no tries left in the end.
      await provider.behave({
        times: Math.min(requests.length, mostCalls(callsAtOnce)),
        then: { kind: 'rate-limited', retryAfterSeconds: waitSeconds },
      });
      await fleet.start('only', { UNDERSTUDY_CONFIG: 'test/router/quick-recovery.yaml' });
      await log.produce(world.chats(requests));
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      const ends = history.all('published');
      expect(new Set(ends.map(({ outcome }) => outcome))).toEqual(new Set(['answered']));
      expect(new Set(ends.flatMap(({ failures }) => failures))).toEqual(new Set(['rate_limit']));
      const tooSoon = [...history.byRequest('called').values()].filter(([first, second]) => {
        return second && first && second.at - first.at < waitSeconds * 1_000;
      });
      expect(tooSoon).toEqual([]);
    }));
});
