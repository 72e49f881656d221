import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BuiltPage } from './built-page.js';

describe('the page as it was built', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'understudy-page-'))));
  afterEach(() => rm(folder, { recursive: true }));

  async function build(script: string): Promise<void> {
    await mkdir(join(folder, 'assets'), { recursive: true });
    await writeFile(join(folder, 'assets/main.js'), script);
    await writeFile(join(folder, 'index.html'), '<meta name="trace-url" content="{{trace_url}}" />');
  }

  it('is found once it is built, and kept as it was then', async () => {
    const built = new BuiltPage(folder, null);
    expect([await built.page(), await built.asset('main.js')]).toEqual([null, null]);
    await build('first');
    expect(await built.page()).toBe('<meta name="trace-url" content="" />');
    await build('second');
    expect(String(await built.asset('main.js'))).toBe('first');
    expect(await built.asset('../index.html')).toBeNull();
  });

  it('is told where traces are, in an attribute that nothing can leave', async () => {
    await build('');
    const url = 'https://traces.example/?a=1&b="<$&>"&id={trace_id}';
    expect(await new BuiltPage(folder, url).page()).toBe(
      '<meta name="trace-url" content="https://traces.example/?a=1&amp;b=&quot;&lt;$&amp;>&quot;&amp;id={trace_id}" />',
    );
  });
});
