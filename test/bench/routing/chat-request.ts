import { LlmRequest } from '#contracts';

/** A chat of ordinary size: some 2,000 characters. */
const messages = [
  { role: 'system', content: 'You answer customers of a shop, briefly and politely, in their language.' },
  { role: 'user', content: 'Where is my order, and can its address still be changed? '.repeat(34) },
];

export const chatRequest = (routing: object = {}, fields: object = {}, body: object = {}): LlmRequest =>
  LlmRequest.parse({
    custom_id: 'bench-1',
    url: '/v1/chat/completions',
    routing,
    ...fields,
    body: { messages, max_tokens: 200, ...body },
  });
