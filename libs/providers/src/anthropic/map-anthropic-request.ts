import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { ChatBody } from '#contracts';
import type { StepSettings } from '#fallback';
import { claudeTraits } from './claude-models.js';
import { mapAnthropicFormat, type AnswerFormat } from './map-anthropic-format.js';
import { mapAnthropicMessages } from './map-anthropic-messages.js';
import { mapAnthropicSampling } from './map-anthropic-sampling.js';
import { mapAnthropicThinking } from './map-anthropic-thinking.js';
import { mapAnthropicTools } from './map-anthropic-tools.js';

/** The API as this adapter knows it, and the one before, which alone takes sampling parameters. */
type ApiVersion = '2026-10-21' | '2023-06-01';

export interface MessagesRequest {
  readonly version: ApiVersion;
  readonly body: Record<string, unknown>;
  /** Was the model asked in words for JSON? Then it may have put it into a code fence. */
  readonly jsonInWords: boolean;
  readonly warnings: readonly string[];
}

/** Anthropic wants nobody's name or address, and refuses what looks like one. */
function userId(body: ChatBody): string | null {
  const user = body['safety_identifier'] ?? body['user'];
  if (typeof user !== 'string' || user === '') return null;
  return /^[\w-]{1,256}$/.test(user) ? user : createHash('sha256').update(user).digest('hex');
}

function mapStop(stop: unknown): { sequences: string[]; warnings: string[] } {
  const asked = (Array.isArray(stop) ? stop : [stop]).filter((one) => typeof one === 'string');
  const sequences = asked.filter((one) => one.trim() !== '');
  const lost = sequences.length < asked.length;
  return { sequences, warnings: lost ? ['Anthropic does not take a stop of white space: left out'] : [] };
}

function outputConfig(format: AnswerFormat, effort: Anthropic.OutputConfig['effort']) {
  const config = {
    ...(format.kind === 'schema' ? { format: format.format } : {}),
    ...(effort === undefined ? {} : { effort }),
  };
  return Object.keys(config).length === 0 ? {} : { output_config: config };
}

/** A Chat Completions request → one of the Messages API. */
export function mapAnthropicRequest(body: ChatBody, model: string, settings: StepSettings): MessagesRequest {
  const traits = claudeTraits(model);
  const conversation = mapAnthropicMessages(body.messages);
  const toolbox = mapAnthropicTools(body, conversation);
  const format = mapAnthropicFormat(body['response_format'], traits.schemas);
  const maxTokens = settings.maxTokens ?? body.max_completion_tokens ?? body.max_tokens ?? traits.maxTokens;
  const thinking = mapAnthropicThinking({
    effort: body['reasoning_effort'],
    model,
    traits,
    maxTokens,
    toolForced: toolbox.tool_choice?.type === 'any' || toolbox.tool_choice?.type === 'tool',
    afterTools: conversation.turns.at(-1)?.content[0]?.type === 'tool_result',
  });
  const thinks = thinking.thinking !== undefined && thinking.thinking.type !== 'disabled';
  const sampling = mapAnthropicSampling(body, model, thinks);
  const stop = mapStop(body['stop']);
  const system = [...conversation.system, ...(format.kind === 'words' ? [format.instruction] : [])];
  const user = userId(body);
  return {
    version: Object.keys(sampling.parameters).length > 0 ? '2023-06-01' : '2026-10-21',
    body: {
      model,
      max_tokens: maxTokens,
      ...(system.length === 0 ? {} : { system: system.join('\n\n') }),
      messages: conversation.turns,
      ...toolbox,
      ...outputConfig(format, thinking.effort),
      ...(thinking.thinking === undefined ? {} : { thinking: thinking.thinking }),
      ...sampling.parameters,
      ...(stop.sequences.length === 0 ? {} : { stop_sequences: stop.sequences }),
      ...(user === null ? {} : { metadata: { user_id: user } }),
    },
    jsonInWords: format.kind === 'words',
    warnings: [
      ...conversation.warnings,
      ...(format.kind === 'words' ? [format.warning] : []),
      ...thinking.warnings,
      ...sampling.warnings,
      ...stop.warnings,
    ],
  };
}
