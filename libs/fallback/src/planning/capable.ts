import type { LlmRequest } from '#contracts';
import { supportOf, type Capability } from '../config/capabilities.js';
import { providerOf, type ModelAbilities, type RoutingConfig } from '../config/routing-config.js';
import { stepName } from '../plan.js';
import type { Prices } from '../prices.js';
import { noted, passOver, type Candidate, type Draft } from './candidate.js';
import type { TokenEstimate } from './estimate-tokens.js';
import { neededCapabilities } from './needed-capabilities.js';
import type { PlanningContext } from './planning-context.js';

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
 * A prompt's tokens are guessed, and nobody has asked for the list's word on a model: it counts where the window is
 * clearly too small. A provider that refuses a prompt for its length is one quick call; the next step catches it.
 */
const listedWindowMargin = 1.25;

/**
 * D8: a step that cannot serve what the request needs is passed over, by what its format carries and what the config or
 * else the price list says of its model. Where that would leave none, all are tried: the config may be wrong, an estimate
 * is, and a provider's own error tells more. A format without embeddings has nothing that could be tried.
 */
export function onlyCapable(
  draft: Draft,
  request: LlmRequest,
  tokens: TokenEstimate,
  { config, prices }: Pick<PlanningContext, 'config' | 'prices'>,
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
    return tooLong(candidate, request, tokens, windowOf(candidate, abilities, prices));
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

interface Window {
  readonly tokens: number;
  /** What a request may come to by its estimate. */
  readonly most: number;
}

function windowOf({ step }: Candidate, abilities: ModelAbilities | null, prices: Prices): Window | null {
  const said = abilities?.contextWindow ?? null;
  if (said !== null) return { tokens: said, most: said };
  const listed = prices.contextWindow(step);
  return listed === null ? null : { tokens: listed, most: listed * listedWindowMargin };
}

/** The inputs of an embedding are each as long as they may be: of them no sum is taken. */
function tooLong(
  { step }: Candidate,
  request: LlmRequest,
  tokens: TokenEstimate,
  window: Window | null,
): string | null {
  if (request.url === '/v1/embeddings' || window === null) return null;
  const { max_completion_tokens: newest, max_tokens: older } = request.body;
  const answer = step.settings.maxTokens ?? newest ?? older ?? 0;
  const total = tokens.input + answer;
  return total > window.most
    ? `has a context window of ${window.tokens} tokens: prompt and answer take about ${total}`
    : null;
}
