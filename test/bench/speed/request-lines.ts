export interface RequestLine {
  readonly id: string;
  readonly line: string;
}

const question = 'Where is my order, and can its address still be changed? ';

let made = 0;

/** Lines of an OpenAI Batch file, of so many bytes each, with ids that no others have. */
export function requestLines(bytes: number, count: number): readonly RequestLine[] {
  const length = Math.max(question.length, bytes - lineOf('', '').length);
  const content = question.repeat(Math.ceil(length / question.length)).slice(0, length);
  // One is the pattern of all: a long content is not written anew for each.
  const [head, tail] = lineOf('{id}', content).split('{id}') as [string, string];
  return Array.from({ length: count }, () => {
    made += 1;
    const id = `bench-${made}`;
    return { id, line: head + id + tail };
  });
}

const lineOf = (id: string, content: string): string =>
  JSON.stringify({
    custom_id: id,
    method: 'POST',
    url: '/v1/chat/completions',
    org: 'acme',
    routing: { chain: 'answers' },
    body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content }], max_tokens: 200 },
  });
