import { describe, expect, it } from '@jest/globals';
import { LlmFailure, type LlmAnswer, type LlmRequest, type TerminalRecord } from '#contracts';
import type { RouterSettings } from '../router-settings.js';
import { failureRecord, type Ending } from '../records/terminal-record.js';
import { SendableResults } from './sendable-results.js';

const kibi = 1024;
const request = {
  custom_id: 'req-1',
  org: 'acme',
  metadata: { page: '7' },
  body: { messages: [] },
  routing: {},
} as unknown as LlmRequest;
const ending: Ending = {
  id: 'resp_1',
  request,
  organization: 'Acme Inc',
  composition: null,
  durationMs: 1,
  queuedMs: 0,
};

const failureOf = (metadata: Record<string, string>, message = 'all is down'): LlmFailure => {
  const failure = failureRecord({ ...ending, request: { ...request, metadata } }, 'all_providers_failed', []);
  return { ...failure, error: { ...failure.error, message } };
};
const answerOf = (bytes: number): LlmAnswer => ({
  ...failureOf({ page: '7' }),
  error: null,
  response: {
    status_code: 200,
    request_id: 'r',
    body: { object: 'chat.completion', text: 'x'.repeat(bytes) },
  },
});

function setUp(limits: Record<string, number> = {}, maxResponseBytes = 1024 * kibi) {
  const results = new SendableResults({ topicPrefix: 'llm.', maxResponseBytes } as RouterSettings);
  results.adopt(new Map(Object.entries(limits)));
  return (terminal: TerminalRecord, key: Buffer | null = null) =>
    results.of(terminal, ending, { key }, new Date(0)).terminal;
}

const sizeOf = (terminal: TerminalRecord): number => Buffer.byteLength(JSON.stringify(terminal));

describe('SendableResults', () => {
  it('leaves what fits as it is', () => {
    const answer = answerOf(500 * kibi);
    expect(setUp()(answer)).toBe(answer);
    expect(setUp({ 'llm.responses': 1024 * kibi })(answer)).toBe(answer);
  });

  it('G1 makes a failure of an answer that is larger than we send, under the same id, and says who is to raise what', () => {
    const sent = setUp({}, 1024)(answerOf(5_000));
    expect(sent).toMatchObject({ id: 'resp_1', metadata: { page: '7' }, response: null });
    expect(sent.error).toMatchObject({
      code: 'response_too_large',
      message: expect.stringContaining('MAX_RESPONSE_BYTES'),
    });
  });

  it('G1 does so too where it is the topic that would refuse it, with its headers and its key', () => {
    const limits = { 'llm.responses': 100 * kibi, 'llm.failures': 100 * kibi };
    expect(setUp(limits)(answerOf(80 * kibi)).error).toBeNull();
    expect(setUp(limits)(answerOf(90 * kibi)).error?.message).toContain('max.message.bytes of llm.responses');
    expect(setUp(limits)(answerOf(80 * kibi), Buffer.alloc(20 * kibi)).error?.code).toBe(
      'response_too_large',
    );
  });

  it('G1 shortens a failure that is too large: it is told all the same', () => {
    const limits = { 'llm.failures': 20 * kibi };
    const sent = setUp(limits)(failureOf({ much: 'y'.repeat(50_000) }, 'z'.repeat(50_000)));
    expect(sizeOf(sent)).toBeLessThan(5_000);
    expect(LlmFailure.parse(sent)).toMatchObject({
      id: 'resp_1',
      custom_id: 'req-1',
      error: { code: 'all_providers_failed' },
      metadata: {},
    });
  });

  it('G1 shortens the failure that took the place of an answer, if that is too large as well', () => {
    const limits = { 'llm.responses': 20 * kibi, 'llm.failures': 20 * kibi };
    const answer = answerOf(50_000);
    const warnings = ['w'.repeat(50_000)];
    const sent = setUp(limits)({ ...answer, routing: { ...answer.routing, warnings } });
    expect(sent.error?.code).toBe('response_too_large');
    expect(sizeOf(sent)).toBeLessThan(5_000);
  });
});
