let count = 0;

/** A line of an OpenAI Batch file, with an id that no other has. */
export const requestLine = (body: object = {}, fields: object = {}) => ({
  custom_id: `line-${(count += 1)}`,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { messages: [{ role: 'user', content: 'Hello' }], ...body },
  ...fields,
});
