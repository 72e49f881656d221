import { describe, expect, it } from '@jest/globals';
import { attempt } from '../health/records.js';
import { providers, useHealth } from '../health/use-health.js';
import { AppProcess } from '../router/app-process.js';
import { requestLine } from '../router/request-line.js';
import { bothProviders } from '../router/use-stack.js';
import { useBrowser } from './use-browser.js';
import { write } from './write.js';

const health = useHealth();
const { stack } = health;
const browser = useBrowser();

const start = (): Promise<AppProcess> => stack.start('health', providers);

const org = 'acme';

describe('the status page', () => {
  it('tells when it is out of date, and goes on when the service is back', async () => {
    const first = await start();
    const { page, shows } = await browser.open(first.url);
    await shows('.connection', 'Live');
    expect(await first.stop()).toBe(0);
    await shows('.connection', 'Connection lost; last update');
    expect(await page.$eval('main', (main) => main.className)).toBe('stale');

    const second = new AppProcess('health', first.port, { ...stack.environment, ...providers });
    try {
      await shows('.connection', 'Live');
      expect(await page.$eval('main', (main) => main.className)).toBe('');
    } finally {
      await second.stop();
    }
  });
});

describe('a request that a fallback rescued', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';

  it('is listed with its attempts and its trace, and its way is told', async () => {
    const environment = bothProviders(await stack.startProvider());
    const { url } = await stack.start('health', {
      ...environment,
      TRACE_URL: 'https://traces.example/{trace_id}',
    });
    await stack.start('router', environment);
    const { page, problems, shows, violations } = await browser.open(url);
    await shows('.connection', 'Live');
    const request = requestLine({ model: 'openai/sim-rate-limited' }, { org });
    await stack.log.send([
      { value: JSON.stringify(request), headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } },
    ]);

    await shows('#requests tbody', request.custom_id);
    await shows('#requests tbody', '✓ answered');
    await page.click('#requests tbody button');
    await shows('.waterfall li.failed', 'openai/sim-rate-limited✕ rate_limit');
    await shows('.waterfall li.succeeded', 'ollama/sim-fast✓ answered');
    expect(await page.evaluate(`document.querySelector('.waterfall a[target]').getAttribute('href')`)).toBe(
      `https://traces.example/${traceId}`,
    );
    expect(await violations()).toEqual([]);
    expect(await problems()).toEqual([]);

    // It asks for this again after ten seconds only.
    await page.reload();
    await shows('#flows', '→ ollama/sim-fast');
  });
});

describe('a request that nobody could answer', () => {
  it('E7 waits for a person on the page, with its attempts, until somebody takes it', async () => {
    const environment = bothProviders(await stack.startProvider(), {
      ollama: 'sim-down',
      openai: 'sim-down',
    });
    const { url } = await stack.start('health', environment);
    await stack.start('router', environment);
    const { page, problems, shows, violations } = await browser.open(url);
    const request = requestLine({}, { org });
    await stack.log.ask(request);

    await shows('#handoffs .entries', request.custom_id);
    await shows('#handoffs .panel-head', '1 request waits for a person');
    await shows('.headline', '1 request waits for a person');
    await page.click('#handoffs summary');
    await shows('#handoffs .waterfall', 'openai/sim-down✕ unavailable');
    expect(await page.evaluate(`document.querySelector('#handoffs .links a').getAttribute('href')`)).toBe(
      `/v1/requests/${org}/${request.custom_id}`,
    );
    expect(await violations()).toEqual([]);

    await write('POST', `${url}/v1/handoffs/${org}/${request.custom_id}/take`, { by: 'ada' });
    await shows('#handoffs', 'No request waits for a person.');
    expect(await problems()).toEqual([]);
  });
});

describe('alerts', () => {
  it('are listed when they are over, when nobody is to be told, and when nobody could be', async () => {
    const { url } = await stack.start('health', {
      ...providers,
      UNDERSTUDY_CONFIG: 'test/page/deaf-sink.yaml',
      SLACK_WEBHOOK_URL: 'http://127.0.0.1:1/',
    });
    await write('POST', `${url}/v1/silences`, {
      matchers: [
        { name: 'alertname', value: 'ProviderQuotaExhausted' },
        { name: 'provider', value: 'open*' },
      ],
      duration_seconds: 7_200,
      by: 'ada',
      comment: 'known, see ticket 7',
    });
    await health.attempts(
      attempt({ org, failed: 'quota' }),
      attempt({ provider: 'ollama', model: 'llama3', org, failed: 'auth' }),
    );
    const { page, shows, violations } = await browser.open(url);
    await shows('#silences .entries', 'alertname=ProviderQuotaExhausted, provider=open*');
    await shows('#silences .entries', 'by ada: known, see ticket 7');
    await shows('#alerts .entries', 'The quota at provider openai is used up');
    await shows('#alerts .entries', ': known, see ticket 7)');
    await shows('#alerts .undelivered', '1 message to ops did not come through');

    await page.click('#alerts details.more summary');
    await health.attempts(...[1, 2, 3].map(() => attempt({ org })));
    await shows('#alerts details.more .entries', 'The quota at provider openai is used up');
    await page.click('#alerts details.more .entries summary');
    await shows('#alerts details.more .links', 'ProviderQuotaExhausted');
    expect(await violations()).toEqual([]);
  });
});

describe('how the page is served', () => {
  it('is by itself alone, its assets for good', async () => {
    const { url } = await start();
    const page = await fetch(url);
    const html = await page.text();
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self';/),
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    const assets = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    const types = await Promise.all(
      assets.map(async (path) => {
        const { headers } = await fetch(`${url}${path}`);
        expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
        return headers.get('content-type');
      }),
    );
    expect(types.toSorted()).toEqual([
      'image/svg+xml',
      'text/css; charset=utf-8',
      'text/javascript; charset=utf-8',
    ]);
    expect((await fetch(`${url}/assets/none.js`)).status).toBe(404);
    expect((await fetch(`${url}/assets/..%2findex.html`)).status).toBe(404);
  });

  it('tells the mend while it is not built', async () => {
    // The sources have no built page beside them.
    const replica = await health.start();
    const { status, body } = await replica.get('/');
    expect(status).toBe(200);
    expect(body).toContain('run `npm run build`');
  });
});
