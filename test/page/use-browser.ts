import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import axe from 'axe-core';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { findChromium } from './chromium.js';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Enough to install a browser. */
const launchWithinMs = 600_000;

export interface Look {
  readonly width: number;
  readonly colours: 'light' | 'dark';
}

/** A page that is looked at. */
export interface OpenPage {
  readonly page: Page;
  /** Whatever was asked for, and how much has come until now, not compressed: files, answers and events. */
  readonly asked: readonly URL[];
  readonly bytes: () => number;
  /** Uncaught exceptions, and what the Content-Security-Policy refused. */
  readonly problems: () => Promise<string[]>;
  /** Resolves when the first that the selector finds has this text in it. */
  readonly shows: (selector: string, text: string) => Promise<void>;
  /** What axe has to say, a line each. */
  readonly violations: () => Promise<string[]>;
  readonly isWiderThanItsWindow: () => Promise<boolean>;
}

/** A browser for a spec file; its pages end with each test. */
export function useBrowser(): { open(url: string, look?: Partial<Look>): Promise<OpenPage> } {
  let browser: Browser;
  let profile: string;

  beforeAll(async () => {
    const executablePath = await findChromium();
    profile = await mkdtemp(join(tmpdir(), 'understudy-browser-'));
    browser = await launch({ executablePath, userDataDir: profile, args: flags });
  }, launchWithinMs);
  afterEach(async () => {
    await Promise.all((await browser.pages()).slice(1).map((page) => page.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(profile, { recursive: true, force: true });
  });

  return {
    open: async (url, { width = 1280, colours = 'light' } = {}) => {
      const page = await browser.newPage();
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: colours }]);
      const opened = await watch(page);
      await page.goto(url);
      return opened;
    },
  };
}

async function watch(page: Page): Promise<OpenPage> {
  const asked: URL[] = [];
  let bytes = 0;
  const thrown: string[] = [];
  page.on('request', (request) => void asked.push(new URL(request.url())));
  page.on('pageerror', (error) => void thrown.push(String(error)));
  const network = await page.createCDPSession();
  network.on('Network.dataReceived', ({ dataLength }) => (bytes += dataLength));
  await network.send('Network.enable');
  await page.evaluateOnNewDocument(`
    window.refused = [];
    addEventListener('securitypolicyviolation', (event) => {
      window.refused.push(event.violatedDirective + ' ' + event.blockedURI);
    });
  `);
  return {
    page,
    asked,
    bytes: () => bytes,
    problems: async () => [...thrown, ...((await page.evaluate('window.refused')) as string[])],
    shows: async (selector, text) => {
      const shown = `document.querySelector(${JSON.stringify(selector)})?.textContent`;
      try {
        await page.waitForFunction(`${shown}?.includes(${JSON.stringify(text)})`, { polling: 'mutation' });
      } catch (error) {
        const instead = JSON.stringify(await page.evaluate(shown));
        throw new Error(`${selector} never showed '${text}' but ${instead}`, { cause: error });
      }
    },
    violations: () =>
      page.evaluate(`${axe.source};
        axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => id + ' ' + target + ': ' + failureSummary)))`) as Promise<
        string[]
      >,
    isWiderThanItsWindow: () =>
      page.evaluate('document.documentElement.scrollWidth > innerWidth') as Promise<boolean>,
  };
}
