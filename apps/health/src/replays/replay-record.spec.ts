import { describe, expect, it } from '@jest/globals';
import { decodeRequest, defaultRequestLimits, headerText, LlmRequest, type RecordHeaders } from '#contracts';
import { replayRecord, type ReplayTerms } from './replay-record.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const terms: ReplayTerms = { n: 1, inBulk: false, now, limits: defaultRequestLimits };
const body = { messages: [{ role: 'user', content: 'Hello' }], temperature: 0.25, anything: { else: [1] } };
const requestOf = (fields: object = {}): LlmRequest =>
  LlmRequest.parse({ custom_id: 'req-1', url: '/v1/chat/completions', org: 'acme', body, ...fields });

function replayOf(request: LlmRequest, over: Partial<ReplayTerms> = {}, headers: RecordHeaders = {}) {
  const replay = replayRecord({ key: Buffer.from('acme'), headers }, request, { ...terms, ...over });
  if (replay.kind === 'refused') throw new Error(replay.why);
  const { value, headers: sent } = replay.outgoing;
  const decoded = decodeRequest({ value: Buffer.from(value!), headers: sent });
  if (decoded.kind === 'rejected') throw new Error(decoded.problem);
  return { ...replay, request: decoded.request };
}

describe('the record of a replay', () => {
  it('G8 asks what was asked, under a new id that says of whom it is the replay', () => {
    const { request, outgoing, customId } = replayOf(requestOf({ metadata: { kept: 'yes' }, session: 's' }));
    expect(customId).toBe('req-1~replay-1');
    expect(request).toEqual({
      ...requestOf({ session: 's' }),
      custom_id: 'req-1~replay-1',
      metadata: { kept: 'yes', replay_of: 'req-1' },
    });
    expect(outgoing.key).toEqual(Buffer.from('acme'));
  });

  it('G8 is of the first one, where it replays a replay', () => {
    const { request, customId } = replayOf(
      requestOf({ custom_id: 'req-1~replay-1', metadata: { replay_of: 'req-1' } }),
      { n: 2 },
    );
    expect([customId, request.metadata]).toEqual(['req-1~replay-2', { replay_of: 'req-1' }]);
    const own = replayOf(requestOf({ metadata: { replay_of: 'of my own making' } }));
    expect(own.request.metadata).toEqual({ replay_of: 'req-1' });
  });

  it('G8 leaves out a deadline that is over, and says so; it keeps one that is to come', () => {
    const over = replayOf(requestOf({ routing: { deadline: '2026-11-21T12:00:00Z', tier: 'fast' } }));
    expect(over.request.routing).toEqual({ tier: 'fast' });
    expect(over.notes).toEqual(['its deadline, 2026-11-21T12:00:00Z, is over and was left out']);
    const toCome = replayOf(requestOf({ routing: { deadline: '2026-11-21T12:00:01Z' } }));
    expect(toCome.request.routing).toEqual({ deadline: '2026-11-21T12:00:01Z' });
    expect(toCome.notes).toEqual([]);
  });

  it('G8 lets live requests go first where it is one of many, unless it says how urgent it is', () => {
    expect(replayOf(requestOf(), { inBulk: true }).request.routing).toEqual({ priority: 'low' });
    const urgent = requestOf({ routing: { priority: 'high' } });
    expect(replayOf(urgent, { inBulk: true }).request.routing).toEqual({ priority: 'high' });
  });

  it('is answered where the first one would have been, and is no event and no trace of old', () => {
    const correlationId = Buffer.from([0, 255]);
    const { headers } = replayOf(
      requestOf(),
      {},
      {
        kafka_replyTopic: 'replies',
        kafka_correlationId: correlationId,
        ce_id: 'req-1',
        'content-type': 'application/cloudevents+json',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'Understudy-Deadline': '2026-11-21T11:00:00Z',
      },
    ).outgoing;
    expect(Object.keys(headers)).toEqual(['kafka_replyTopic', 'kafka_correlationId']);
    expect(headers['kafka_correlationId']).toBe(correlationId);
    expect(headerText(headers, 'kafka_replyTopic')).toBe('replies');
  });

  it('is refused where no router would take it', () => {
    const limits = { ...defaultRequestLimits, maxBytes: 100 };
    expect(replayRecord({ key: null, headers: {} }, requestOf(), { ...terms, limits })).toEqual({
      kind: 'refused',
      why: expect.stringMatching(
        /^no router would take it: the request is \d+ bytes; at most 100 are taken$/,
      ),
    });
  });
});
