import type { LlmRequest } from '#contracts';
import { supportOf, type Capability } from '../config/capabilities.js';
import { providerOf, type ModelAbilities, type RoutingConfig } from '../config/routing-config.js';
import { stepName } from '../plan.js';
import { noted, passOver, type Candidate, type Draft } from './candidate.js';
import type { TokenEstimate } from './estimate-tokens.js';
import { neededCapabilities } from './needed-capabilities.js';

const lacking: Readonly<Record<Capability, string>> = {
  chat: 'cannot chat',
  tools: 'cannot call tools',
  images: 'cannot take images',
  images_by_address: 'cannot take images by their address',
  audio: 'cannot take audio',
  files: 'cannot take files',
  json_object: 'cannot be held to JSON',
  json_schema: 'cannot be held to a JSON schema',
  embeddings: 'has no embeddings',
  token_embeddings: 'cannot embed tokens, only text',
};

/**
 * D8: a step that cannot serve what the request needs is passed over, by what its format carries and what the config
 * says of its model. Where that would leave none, all are tried: the config may be wrong, an estimate is, and a
 * provider's own error tells more. A format without embeddings has nothing that could be tried.
 */
export function onlyCapable(
  draft: Draft,
  request: LlmRequest,
  tokens: TokenEstimate,
  config: RoutingConfig,
): Draft {
  const needed = neededCapabilities(request);
  const supportAt = ({ step: { provider } }: Candidate) => supportOf[providerOf(provider, config)!.kind];

  const triable = passOver(draft, (candidate) =>
    needed.has('embeddings') && supportAt(candidate).embeddings === 'no' ? lacking.embeddings : null,
  );
  const reasonOf = (candidate: Candidate): string | null => {
    const support = supportAt(candidate);
    const abilities = abilitiesOf(candidate, config);
    for (const capability of needed) {
      if (support[capability] === 'no' || abilities?.lacks.has(capability)) return lacking[capability];
    }
    return tooLong(candidate, request, tokens, abilities);
  };
  const capable = passOver(triable, reasonOf);
  if (capable.kept.length > 0) return capable;
  const kept = triable.kept.map((candidate) =>
    noted(candidate, `${reasonOf(candidate)}: tried all the same, as no other step can`),
  );
  return { ...triable, kept };
}

const abilitiesOf = ({ step }: Candidate, { abilitiesAt, models }: RoutingConfig): ModelAbilities | null =>
  abilitiesAt.get(stepName(step)) ?? models.get(step.model)?.abilities ?? null;

/** The inputs of an embedding are each as long as they may be: of them no sum is taken. */
function tooLong(
  { step }: Candidate,
  request: LlmRequest,
  tokens: TokenEstimate,
  abilities: ModelAbilities | null,
): string | null {
  if (request.url === '/v1/embeddings' || !abilities?.contextWindow) return null;
  const { max_completion_tokens: newest, max_tokens: older } = request.body;
  const answer = step.settings.maxTokens ?? newest ?? older ?? 0;
  const total = tokens.input + answer;
  return total > abilities.contextWindow
    ? `has a context window of ${abilities.contextWindow} tokens: prompt and answer take about ${total}`
    : null;
}
