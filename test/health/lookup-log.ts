import { randomUUID } from 'node:crypto';
import type { Message } from 'kafkajs';
import type { LlmAnswer, LlmAttempt, LlmFailure, Routing, TerminalRecord } from '#contracts';
import { attempt, failure } from './records.js';
import type { Answer, Replica } from './use-health.js';

export const traceId = '0af7651916cd43dd8448eb211c80319c';
export const prompt = 'What is the airspeed of an unladen swallow?';

const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };

export const attemptOf = (over: Partial<LlmAttempt>): LlmAttempt => ({ ...attempt(), ...over });

export const attemptMessage = (record: LlmAttempt): Message => ({
  key: `${record.provider}/${record.model}`,
  value: JSON.stringify(record),
  headers,
});

/** As the router sends it, also when it sends it again. */
export const terminalMessage = (record: TerminalRecord, at = new Date()): Message => ({
  key: record.org,
  value: JSON.stringify(record),
  headers: { ...headers, ce_time: at.toISOString() },
});

/** The routing of a request that openai failed and gemini answered. */
const rescued: Routing = {
  ...failure('').routing,
  provider: 'gemini',
  model: 'flash',
  fallback_used: true,
  fallback_chain_used: ['openai/gpt-4o', 'gemini/flash'],
};

export const answerOf = (org: string, customId: string): LlmAnswer => ({
  id: `resp_${randomUUID()}`,
  org,
  custom_id: customId,
  response: {
    status_code: 200,
    request_id: 'r',
    body: { object: 'chat.completion', choices: [{ message: { content: prompt } }] },
  },
  error: null,
  routing: rescued,
  metadata: {},
});

export const failureOf = (org: string, customId: string): LlmFailure => ({
  ...failure(org),
  custom_id: customId,
});

/** Asks until the answer is as it should be in the end: the log is read when it is read. */
export async function eventually(
  { get }: Pick<Replica, 'get'>,
  path: string,
  isDone: (body: Answer['body']) => boolean,
): Promise<Answer['body']> {
  for (;;) {
    const { status, body } = await get(path);
    if (status === 200 && isDone(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
