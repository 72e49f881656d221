import { describe, expect, it } from '@jest/globals';
import { attempt } from '../health/records.js';
import { providers, useHealth } from '../health/use-health.js';
import { AppProcess } from '../router/app-process.js';
import { requestLine } from '../router/request-line.js';
import { bothProviders } from '../router/use-stack.js';
import { useBrowser } from './use-browser.js';

const health = useHealth();
const { stack } = health;
const browser = useBrowser();

const start = (): Promise<AppProcess> => stack.start('health', providers);

/** One of the 200: whoever has spent is listed with them. */
const org = 'org-0';

/** The state of a provider, as its row says it. */
const stateOf = (provider: string): string => `[data-provider="${provider}"] .state`;

const several = (count: number, make: () => ReturnType<typeof attempt>) =>
  Array.from({ length: count }, make);

describe('the status page', () => {
  it('F2 shows an outage and its recovery by itself', async () => {
    const { url } = await start();
    await health.attempts(attempt({ org }));
    const { page, shows, problems } = await browser.open(url);
    await shows('h1', 'All is well');
    await page.evaluate('window.isTheSame = true');

    await health.attempts(...several(20, () => attempt({ org, failed: 'unavailable' })));
    await shows('h1', 'openai is down');
    await shows(stateOf('openai'), 'down');
    await shows('#alerts .alerts', 'openai');
    expect(await page.title()).toMatch(/^▲ openai is down/);

    await health.attempts(...several(10, () => attempt({ org })));
    await shows(stateOf('openai'), 'healthy');
    await shows('h1', 'All is well');
    expect(await page.evaluate('window.isTheSame')).toBe(true);
    expect(await problems()).toEqual([]);
  });

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

describe('with 50 models and 200 organizations', () => {
  const models = Array.from({ length: 50 }, (_, index) => ({
    provider: index % 2 === 0 ? 'openai' : 'ollama',
    model: `a-model-with-quite-a-long-name-as-they-have-today-${index}`,
  }));

  async function startLarge(): Promise<string> {
    const { url } = await start();
    await health.attempts(
      ...models.map((each, index) =>
        attempt({ ...each, org, ...(index === 4 ? { failed: 'quota' as const } : {}) }),
      ),
    );
    await stack.log.until(() =>
      models.every(({ provider, model }) => health.healthOf(`${provider}/${model}`).length > 0),
    );
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { status } = await fetch(`${url}/v1/organizations/org-${index}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name: `Organization ${index}`, budgets: { daily_usd: 5 } }),
        });
        expect(status).toBeLessThan(300);
      }),
    );
    return url;
  }

  it('shows them all, from its own address alone, in less than 300 kB', async () => {
    const url = await startLarge();
    const { page, asked, bytes, problems, shows } = await browser.open(url);
    await shows('#organizations caption', '200 of 200 organizations');
    await page.waitForSelector('[data-provider="ollama"] button');
    await page.$$eval('.provider button[aria-expanded="false"]', (buttons) =>
      buttons.forEach((button) => (button as { click(): void }).click()),
    );
    await page.waitForFunction(
      `new Set([...document.querySelectorAll('.model .name')].map((name) => name.textContent)
        .filter((name) => name.startsWith('a-model'))).size === 50`,
    );

    await page.type('#organizations input', 'organization 19');
    await shows('#organizations caption', '11 of 200');
    expect(await page.$$('#organizations tbody tr')).toHaveLength(11);

    expect(new Set(asked.map(({ origin }) => origin))).toEqual(new Set([url]));
    expect(await problems()).toEqual([]);
    expect(bytes()).toBeGreaterThan(10_000);
    expect(bytes()).toBeLessThan(300_000);
  });

  it('is accessible and fits, light and dark, on a desk and in a hand', async () => {
    const url = await startLarge();
    for (const colours of ['light', 'dark'] as const) {
      for (const width of [1280, 360]) {
        const { isWiderThanItsWindow, page, shows, violations } = await browser.open(url, { colours, width });
        await shows('#organizations caption', '200 of 200');
        await page.waitForSelector('.alerts li');
        expect(await violations()).toEqual([]);
        expect(await isWiderThanItsWindow()).toBe(false);
      }
    }
  });

  it('can be walked with the keyboard', async () => {
    const url = await startLarge();
    const { page, shows } = await browser.open(url);
    await shows('#organizations caption', '200 of 200');
    await page.waitForSelector('#providers button[aria-expanded]');
    const focused = (property: string) => page.evaluate(`document.activeElement.${property}`);

    await page.keyboard.press('Tab');
    expect(await focused('className')).toBe('skip');
    expect(await focused('getBoundingClientRect().left')).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    expect(await focused('id')).toBe('main');

    await page.keyboard.press('Tab');
    const opens = async () => focused(`getAttribute('aria-expanded')`);
    const before = await opens();
    await page.keyboard.press('Space');
    await page.waitForFunction(
      `document.activeElement.getAttribute('aria-expanded') !== ${JSON.stringify(before)}`,
    );

    const walked: string[] = [];
    for (let stops = 0; stops < 40 && walked.at(-1) !== 'BODY'; stops += 1) {
      await page.keyboard.press('Tab');
      walked.push(String(await focused('tagName')));
      if (walked.at(-1) === 'BODY') break;
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
    }
    expect(walked).toEqual(expect.arrayContaining(['BUTTON', 'SUMMARY', 'INPUT', 'SELECT']));
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
