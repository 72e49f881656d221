import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OrganizationSettings } from '#contracts';
import { systemClock } from '#fallback';
import { conformingProviders } from '../conformance/conforming-providers.fixture.js';
import { ClassifiedError } from '../failures/classified-error.js';
import { adapters } from '../known-adapters.js';
import { ParameterMemory } from '../parameters/parameter-memory.js';
import { chatCall, embeddingsCall, failureOf } from '../provider-call.fixture.js';
import { createProviders } from '../provider-registry.js';
import { startWireServer, type WireServer } from '../wire-server.fixture.js';

const metadata = 'http://169.254.169.254/latest/meta-data/';
const origin = 'https://llm.example';
const unaborted = new AbortController().signal;

/** Names of models as an attacker would choose them. */
const modelName = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '..',
        '.',
        '/',
        '\\',
        '%2e%2e',
        '%2f',
        '@',
        ':',
        '?',
        '#',
        ';',
        '|',
        '\n',
        metadata,
        'm',
        '\ud800',
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

describe.each(conformingProviders)(
  'F5 only the config says where a call goes ($kind)',
  ({ kind, path, model }) => {
    /** Where an adapter would have sent its calls. */
    function adapterThatStays() {
      const addresses: URL[] = [];
      const adapter = adapters[kind]({
        baseUrl: `${origin}${path}`,
        apiKey: 'k',
        fetch: (url) => {
          addresses.push(new URL(url instanceof Request ? url.url : url));
          return Promise.reject(new ClassifiedError('network', 'ConnectionError', 'not sent'));
        },
        clock: systemClock,
        randomId: () => 'id',
        memory: new ParameterMemory(systemClock),
      });
      return { addresses, adapter };
    }

    it('whatever the request names as its model', async () => {
      const { addresses, adapter } = adapterThatStays();
      const classes = new Set<string>();
      const fail = async (work: Promise<unknown>): Promise<void> => {
        await work.catch((error: unknown) => classes.add(adapter.classify(error).class));
      };
      await fc.assert(
        fc.asyncProperty(modelName, async (name) => {
          addresses.length = 0;
          await fail(adapter.complete(chatCall(name), unaborted));
          await fail(adapter.stream(chatCall(name), unaborted));
          await fail(adapter.complete(embeddingsCall(name, { input: 'x' }), unaborted));
          for (const address of addresses) {
            expect(address.origin).toBe(origin);
            expect(address.pathname.startsWith(path)).toBe(true);
          }
        }),
        { numRuns: 300, examples: [['../../files'], ['..'], ['.|2024-10-21'], ['m|..&x=\ud800']] },
      );
      expect(classes).toContain('network');
    });

    describe('and no answer says that it goes elsewhere', () => {
      let server: WireServer;
      let other: WireServer;
      beforeAll(async () => {
        server = await startWireServer();
        other = await startWireServer();
      });
      afterAll(async () => {
        await server.stop();
        await other.stop();
      });

      it.each([301, 302, 303, 307, 308])('by a redirect (%d)', async (status) => {
        const providers = createProviders([
          { name: 'sim', kind, baseUrl: `${server.url}${path}`, apiKey: 'k' },
        ]);
        server.play((response) => response.writeHead(status, { location: `${other.url}/v1` }).end());
        for (const onChunk of [null, () => undefined]) {
          const failure = failureOf(await providers.call(chatCall(model, {}, { onChunk })));
          expect(failure.status).toBe(status);
        }
        expect(other.connections).toBe(0);
        await providers.close();
      });
    });
  },
);

it('A1 an organization has no address in its settings', () => {
  const settings = { name: 'Acme' };
  expect(OrganizationSettings.safeParse(settings).success).toBe(true);
  for (const field of ['base_url', 'base_urls', 'proxy']) {
    expect(OrganizationSettings.safeParse({ ...settings, [field]: metadata }).success).toBe(false);
  }
});
