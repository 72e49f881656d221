import type { Part } from '@google/genai/web';
import { isRecord } from '../is-record.js';
import { unsupported } from './not-an-answer.js';

type ContentPart = Readonly<Record<string, unknown>>;

const inline = /^data:([^;,]+)(?:;[^;,]+)*;base64,/i;

const imageTypes: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
]);

/** `data:image/png;base64,…` → its bytes, for a file or an image. */
function inlineData(url: unknown, what: string): Part {
  const mimeType = typeof url === 'string' ? inline.exec(url)?.[1] : undefined;
  if (typeof url !== 'string' || mimeType === undefined) {
    throw unsupported(`${what}; send it inline, as a base64 data: URL`);
  }
  return { inlineData: { mimeType, data: url.slice(url.indexOf(',') + 1) } };
}

/** Gemini fetches an image by its address itself; it knows the type by the name's end, as far as that tells. */
function imagePart({ image_url: image }: ContentPart): Part {
  const url = isRecord(image) ? image['url'] : image;
  if (typeof url !== 'string' || !/^https?:/i.test(url))
    return inlineData(url, 'an image that is neither inline nor on the web');
  const mimeType = imageTypes.get(/\.(\w+)(?:[?#]|$)/.exec(url)?.[1]?.toLowerCase() ?? '');
  return { fileData: { fileUri: url, ...(mimeType === undefined ? {} : { mimeType }) } };
}

function audioPart({ input_audio: audio }: ContentPart): Part {
  const { data, format } = isRecord(audio) ? audio : {};
  if (typeof data !== 'string' || typeof format !== 'string')
    throw unsupported('audio without data and format');
  return { inlineData: { mimeType: `audio/${format}`, data } };
}

const mapPart: Readonly<Record<string, (part: ContentPart) => Part>> = {
  text: ({ text }) => ({ text: String(text) }),
  refusal: ({ refusal }) => ({ text: String(refusal) }),
  image_url: imagePart,
  input_audio: audioPart,
  file: ({ file }) => inlineData(isRecord(file) ? file['file_data'] : null, 'a file by its id'),
};

/** A message's `content` → parts, without those that say nothing: Gemini refuses them. */
export function mapGeminiParts(content: unknown): Part[] {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return (Array.isArray(parts) ? parts.filter(isRecord) : [])
    .map((part) => {
      const map = mapPart[String(part['type'])];
      if (map === undefined) throw unsupported(`a content part of type ${String(part['type'])}`);
      return map(part);
    })
    .filter(({ text }) => text !== '');
}
