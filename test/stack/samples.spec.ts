import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TerminalRecord } from '#contracts';
import type { SampleLog } from '../../deploy/local/sample-log.js';
import { runSamples } from '../../deploy/local/samples.js';

const attempt = { provider: 'openai', model: 'gpt-4o', outcome: 'succeeded', error: null, duration_ms: 7 };
const failedAttempt = {
  ...attempt,
  provider: 'ollama',
  outcome: 'failed',
  error: { class: 'auth', status: 401 },
};
const answered = (routing: object): object => ({
  response: { body: { choices: [{ message: { content: 'Hello.' } }] } },
  error: null,
  routing: { requested_model: null, ...routing },
});
const failed = (code: string): object => ({
  response: null,
  error: { code, message: 'It went wrong.' },
  routing: { requested_model: null, attempts: [failedAttempt] },
});

describe('the sample that is sent to real providers', () => {
  let said: string[];
  beforeEach(() => {
    said = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.push(stripVTControlCharacters(String(text)));
      return true;
    });
  });
  afterEach(() => void jest.restoreAllMocks());

  const run = (end: object | undefined): Promise<boolean> => {
    const log: SampleLog = {
      send: () => Promise.resolve(),
      endOf: () => Promise.resolve(end as TerminalRecord | undefined),
      alertFor: () => Promise.resolve(undefined),
      close: () => Promise.resolve(),
    };
    return runSamples(log, false);
  };

  it.each([
    ['Answered by the first provider', answered({ fallback_used: false, attempts: [attempt] }), true],
    ['Rescued by a fallback', answered({ fallback_used: true, attempts: [failedAttempt, attempt] }), true],
    ['Failed on all providers', failed('all_providers_failed'), false],
    ['Failed: content_filtered', failed('content_filtered'), false],
  ])('is headed by what happened: %s', async (heading, end, isAllWell) => {
    expect(await run(end)).toBe(isAllWell);
    const [question, record] = said;
    expect(question).toMatch(/^\n> .+\n$/);
    expect(record!.split('\n')[0]).toBe(heading);
    expect(record).toMatch(/(Hello|It went wrong)\.\n$/);
  });

  it('waits for no alert where none is due', async () => {
    await run(failed('content_filtered'));
    expect(said.join('')).not.toContain('alert came');
    await run(failed('all_providers_failed'));
    expect(said.join('')).toContain('no alert came within');
  });

  it('says that no record came', async () => {
    expect(await run(undefined)).toBe(false);
    expect(said.join('')).toContain('no record came within');
  });
});
