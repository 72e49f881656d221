import { describe, expect, it } from '@jest/globals';
import { providers, useHealth } from '../health/use-health.js';
import { AppProcess } from '../router/app-process.js';
import { requestLine } from '../router/request-line.js';
import { bothProviders } from '../router/use-stack.js';
import { useBrowser } from './use-browser.js';

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
    expect(await page.evaluate(`document.querySelector('.waterfall a').getAttribute('href')`)).toBe(
      `https://traces.example/${traceId}`,
    );
    await shows('#flows', '→ ollama/sim-fast');
    expect(await violations()).toEqual([]);
    expect(await problems()).toEqual([]);
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
