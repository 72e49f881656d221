import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeRequest, type LlmRequest } from '#contracts';
import { neededCapabilities } from './needed-capabilities.js';
import { estimateTokens } from './estimate-tokens.js';
import { chatRequest, planOf } from './planning.fixture.js';
import { requestOutline } from './request-outline.js';

const secret = fc.string({ maxLength: 300 }).map((text) => `secret${text}`);
const anyPart = fc.oneof(
  secret.map((text) => ({ type: 'text', text })),
  secret.map((text) => ({ type: 'image_url', image_url: { url: `data:${text}` } })),
  secret.map((text) => ({ type: 'image_url', image_url: { url: `https://${text}` } })),
  fc.constantFrom({ type: 'input_audio' }, { type: 'file' }),
);
const anyMessage = fc.record({
  role: fc.constantFrom('user', 'assistant', 'system'),
  content: fc.oneof(secret, fc.array(anyPart, { maxLength: 4 })),
});
const anyChat = fc
  .record({
    messages: fc.array(anyMessage, { minLength: 1, maxLength: 5 }),
    tools: fc.option(fc.array(fc.record({ function: secret }), { maxLength: 3 })),
    response_format: fc.option(
      fc.constantFrom(
        { type: 'json_object' },
        { type: 'text' },
        { type: 'json_schema', json_schema: { a: 1 } },
      ),
    ),
    max_tokens: fc.option(fc.integer({ min: 1, max: 9_000 })),
    temperature: fc.option(fc.constantFrom(0, 1)),
    n: fc.option(fc.integer({ min: 1, max: 3 })),
    stream: fc.boolean(),
  })
  .map((body) => chatRequest({}, body));
const anyInput = fc.oneof(
  secret,
  fc.array(secret, { minLength: 1, maxLength: 4 }),
  fc.array(fc.nat(), { minLength: 1, maxLength: 9 }),
  fc.array(fc.array(fc.nat(), { minLength: 1 }), { minLength: 1, maxLength: 4 }),
);
const anyEmbeddings = anyInput.map((input): LlmRequest => {
  const line = { custom_id: 'r1', url: '/v1/embeddings', body: { input } };
  const decoded = decodeRequest({ value: Buffer.from(JSON.stringify(line)), headers: {} });
  if (decoded.kind === 'rejected') throw new Error(decoded.problem);
  return decoded.request;
});

describe('the outline of a request', () => {
  it('G8 is planned as the request itself, and says nothing of what it says', () =>
    fc.assert(
      fc.property(fc.oneof(anyChat, anyEmbeddings), (request) => {
        const outline = requestOutline(request);
        expect(estimateTokens(outline)).toEqual(estimateTokens(request));
        expect(neededCapabilities(outline)).toEqual(neededCapabilities(request));
        expect(planOf(outline)).toEqual(planOf(request));
        expect(JSON.stringify(outline)).not.toContain('secret');
      }),
    ));

  it('gets what a preset adds, its length to a token', () => {
    const request = chatRequest({ routing: { preset: 'moderation' } }, { temperature: 1 });
    const [own, ofOutline] = [request, requestOutline(request)].map((each) => planOf(each).steps[0]!);
    expect(Math.abs(own!.promptTokens - ofOutline!.promptTokens)).toBeLessThanOrEqual(1);
    expect(ofOutline!.settings).toEqual(own!.settings);
  });

  it('keeps whose it is and where it is to go', () => {
    const fields = {
      org: 'acme',
      session: 's-1',
      routing: { chain: 'support', deadline: '2026-11-21T00:00:00Z' },
    };
    expect(requestOutline(chatRequest({ ...fields, user: 'ada', metadata: { a: 'b' } }))).toMatchObject({
      custom_id: 'r1',
      ...fields,
      metadata: {},
    });
  });
});
