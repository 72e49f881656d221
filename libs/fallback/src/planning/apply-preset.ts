import type { LlmRequest } from '#contracts';
import { placeholder } from '../config/placeholders.js';
import type { Preset, RoutingConfig } from '../config/routing-config.js';
import { noneCalled } from '../config/none-called.js';

export interface PresetRequest {
  readonly request: LlmRequest;
  readonly preset: Preset | null;
  readonly warnings: readonly string[];
}

/**
 * B10: the request with what its preset adds: the system prompt before its messages, the response format if it names
 * none. What the preset sets for temperature, length and time stays with the preset. A text when there is no such preset.
 */
export function applyPreset(request: LlmRequest, { presets }: RoutingConfig): PresetRequest | string {
  const { preset: name, preset_params: params = {} } = request.routing;
  if (name === undefined) return { request, preset: null, warnings: [] };
  const preset = presets.get(name);
  if (preset === undefined) return noneCalled('preset', name, presets.keys());
  if (request.url !== '/v1/chat/completions') {
    return { request, preset: null, warnings: [`preset '${name}' is for chat completions: it was left out`] };
  }

  const unused = Object.keys(params).filter((param) => !(param in preset.params));
  const { body } = request;
  return {
    request: {
      ...request,
      body: {
        ...body,
        messages: [...systemMessage(preset, params), ...body.messages],
        ...(preset.responseFormat === null || (body['response_format'] ?? null) !== null
          ? {}
          : { response_format: preset.responseFormat }),
      },
    },
    preset,
    warnings: unused.map((param) => `preset '${name}' has no parameter '${param}': it was left out`),
  };
}

function systemMessage(
  { systemPrompt, params: defaults }: Preset,
  params: Readonly<Record<string, string | number>>,
): { role: string; content: string }[] {
  if (systemPrompt === null) return [];
  const content = systemPrompt.replace(placeholder, (whole, name: string) =>
    String(params[name] ?? defaults[name] ?? whole),
  );
  return [{ role: 'system', content }];
}
