import { run } from 'jest';
import { findChromium } from './page/chromium.js';

/** Null: there is a browser. Whoever tests need not be root; but CI would never be told that it looks at no page. */
async function missingBrowser(): Promise<string | null> {
  try {
    await findChromium();
    return null;
  } catch (error) {
    if (process.env.CI) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

/** `npm test`: all of it. The tests of the status page are left out, and that is told, where no browser can be had. */
const missing = await missingBrowser();
const projects = ['unit', 'stack', ...(missing === null ? ['page'] : [])];
process.env.NODE_ENV ??= 'test';
await run([...process.argv.slice(2), '--selectProjects', ...projects]);
if (missing !== null) process.stdout.write(`\nLeft out: ${missing}\n`);
