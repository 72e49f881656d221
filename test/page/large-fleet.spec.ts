import { describe, expect, it } from '@jest/globals';
import type { HealthState } from '#contracts';
import { attempt } from '../health/records.js';
import { providers, useHealth } from '../health/use-health.js';
import { useBrowser } from './use-browser.js';
import { write } from './write.js';

const health = useHealth();
const { stack } = health;
const browser = useBrowser();

/** One of the 200: whoever has spent is listed with them. */
const org = 'org-0';

/** The state of a provider, as its row says it. */
const stateOf = (provider: string): string => `[data-provider="${provider}"] .state`;

const models = Array.from({ length: 50 }, (_, index) => ({
  provider: index % 2 === 0 ? 'openai' : 'ollama',
  model: `a-model-with-quite-a-long-name-as-they-have-today-${index}`,
}));

const [anyModel] = models;

/** With 50 models, nothing held against any of them, and 200 organizations. */
async function startLarge(): Promise<string> {
  const { url } = await stack.start('health', providers);
  await write('DELETE', `${url}/v1/preferences`);
  await health.attempts(...models.map((each) => attempt({ ...each, org })));
  await stack.log.until(() =>
    models.every(({ provider, model }) => health.healthOf(`${provider}/${model}`).length > 0),
  );
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      write('PUT', `${url}/v1/organizations/org-${index}`, {
        name: `Organization ${index}`,
        budgets: { daily_usd: 5 },
      }),
    ),
  );
  return url;
}

/**
 * How long the page, which shows it now, took to hear of a provider's state. That is told and not asserted: it depends on
 * what else the machine has to do.
 *
 * @param attemptedAt when the attempt that brought it was put on the log, epoch ms
 */
async function delayOf(provider: string, state: HealthState, attemptedAt: number): Promise<string> {
  const shownAt = Date.now();
  const told = () =>
    stack.log
      .on('providerHealth')
      .filter(({ key, value }) => key === `${provider}/*` && value.state === state)
      .map(({ headers }) => Date.parse(headers['ce_time']!))
      .find((at) => at >= attemptedAt);
  await stack.log.until(() => told() !== undefined);
  return `${shownAt - attemptedAt} ms after the attempt, ${shownAt - told()!} ms after routers`;
}

describe('the status page, with 50 models and 200 organizations', () => {
  it('F2 shows an outage and its recovery as they are told', async () => {
    const url = await startLarge();
    const { page, asked, shows, problems } = await browser.open(url);
    await shows('h1', 'All is well');
    await shows('#organizations caption', '200 of 200 organizations');
    await page.evaluate('window.isTheSame = true');

    const failedAt = Date.now();
    await health.attempts(attempt({ ...anyModel, org, failed: 'auth' }));
    await shows('h1', 'openai is down');
    const outage = await delayOf('openai', 'down', failedAt);
    await shows(stateOf('openai'), 'down');
    await shows('#alerts .entries', 'openai');
    await shows('title', '✕ openai is down');

    const answeredAt = Date.now();
    await health.attempts(...[1, 2, 3].map(() => attempt({ ...anyModel, org })));
    await shows('h1', 'All is well');
    const recovery = await delayOf('openai', 'healthy', answeredAt);
    await shows(stateOf('openai'), 'healthy');
    process.stdout.write(`The page showed an outage ${outage}, and its end ${recovery}.\n`);

    // By what is pushed to it, which is read twice a second: it neither asks again nor is loaded again.
    const told = asked.filter(({ pathname }) => /^\/v1\/(events|status|alerts)/.test(pathname));
    expect(told.map(({ pathname }) => pathname)).toEqual(['/v1/events']);
    expect(await page.evaluate('window.isTheSame')).toBe(true);
    expect(await problems()).toEqual([]);
  });

  it('shows them all, from its own address alone, in less than 300 kB', async () => {
    const url = await startLarge();
    const { page, asked, bytes, problems, shows } = await browser.open(url);
    await shows('#organizations caption', '200 of 200 organizations');
    await page.waitForSelector('[data-provider="ollama"] button');
    const loaded = bytes();
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
    expect(loaded).toBeGreaterThan(100_000);
    expect(loaded).toBeLessThan(300_000);
  });

  it('is accessible and fits, light and dark, on a desk and in a hand', async () => {
    const url = await startLarge();
    const failing = models.filter(({ provider }) => provider === 'openai').slice(0, 8);
    await health.attempts(...failing.map((each) => attempt({ ...each, org, failed: 'unavailable' })));
    for (const colours of ['light', 'dark'] as const) {
      for (const width of [1280, 360]) {
        const { isWiderThanItsWindow, page, shows, violations } = await browser.open(url, { colours, width });
        await shows('#organizations caption', '200 of 200');
        await shows('[data-provider="openai"]', '2 more are not well');
        await page.waitForSelector('#alerts .entries li');
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
