import type Anthropic from '@anthropic-ai/sdk';
import { isRecord } from '../is-record.js';
import { unsupported } from './unsupported-request.js';

type ContentBlock = Anthropic.TextBlockParam | Anthropic.ImageBlockParam;

const inlineImage = /^data:(image\/[\w.+-]+)(?:;[^,;]*)*;base64,/i;

function imageBlock(part: Record<string, unknown>): Anthropic.ImageBlockParam {
  const image = part['image_url'];
  const url = isRecord(image) ? image['url'] : image;
  if (typeof url !== 'string') throw unsupported('an image without a URL');
  if (!/^data:/i.test(url)) return { type: 'image', source: { type: 'url', url } };
  const mediaType = inlineImage.exec(url)?.[1]?.toLowerCase();
  if (mediaType === undefined) throw unsupported('inline data that is not an image in base64');
  const source = { type: 'base64', media_type: mediaType, data: url.slice(url.indexOf(',') + 1) };
  return { type: 'image', source: source as Anthropic.Base64ImageSource };
}

/** Anthropic refuses a text of white space. */
const textBlocks = (text: unknown): Anthropic.TextBlockParam[] =>
  typeof text === 'string' && text.trim() !== '' ? [{ type: 'text', text }] : [];

function blocksOf(part: Record<string, unknown>): ContentBlock[] {
  if (part['type'] === 'text' || part['type'] === 'refusal') return textBlocks(part[part['type']]);
  if (part['type'] === 'image_url') return [imageBlock(part)];
  throw unsupported(`a content part of type ${String(part['type'])}`);
}

/** A message's text and parts → content blocks. */
export function mapAnthropicContent(content: unknown): ContentBlock[] {
  return Array.isArray(content) ? content.filter(isRecord).flatMap(blocksOf) : textBlocks(content);
}

/** The same where Anthropic takes text only. */
export function mapAnthropicText(content: unknown): Anthropic.TextBlockParam[] {
  return mapAnthropicContent(content).map((block) => {
    if (block.type !== 'text') throw unsupported('an image in a message that is not the user’s or a tool’s');
    return block;
  });
}
