import type { LlmRequest } from '#contracts';
import type { Capability } from '../config/capabilities.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** What a request cannot be served without. */
export function neededCapabilities(request: LlmRequest): ReadonlySet<Capability> {
  if (request.url === '/v1/embeddings') {
    const { input } = request.body;
    const isText = typeof input === 'string' || input.every((one) => typeof one === 'string');
    return new Set<Capability>(isText ? ['embeddings'] : ['embeddings', 'token_embeddings']);
  }
  const { body } = request;
  const needed = new Set<Capability>(['chat']);
  for (const { content } of body.messages) {
    for (const part of Array.isArray(content) ? content.filter(isFields) : []) addNeedsOf(part, needed);
  }
  if (isFilled(body['tools'])) needed.add('tools');
  const format = body['response_format'];
  const type = isFields(format) ? format['type'] : null;
  if (type === 'json_object' || type === 'json_schema') needed.add(type);
  return needed;
}

function addNeedsOf(part: Fields, needed: Set<Capability>): void {
  const { type } = part;
  if (type === 'input_audio') needed.add('audio');
  if (type === 'file') needed.add('files');
  if (type !== 'image_url') return;
  needed.add('images');
  const image = part['image_url'];
  const url = isFields(image) ? image['url'] : image;
  if (typeof url === 'string' && !/^data:/i.test(url)) needed.add('images_by_address');
}
