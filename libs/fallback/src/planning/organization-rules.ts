import { classesCaughtBy, type ErrorClass, type LlmRequest, type Organization } from '#contracts';
import type { ChainStep, RoutingConfig } from '../config/routing-config.js';
import { stepName } from '../plan.js';
import { allowedModels } from './allowed-models.js';
import { resolveModel } from './resolve-model.js';
import { candidatesOf, passOver, type Candidate, type Draft } from './candidate.js';

/** What is left of the model that a request names once its organization was asked. */
export interface RequestedModel {
  readonly draft: Draft;
  /** The name, if the organization does not allow any of its steps. */
  readonly refused: string | null;
}

/** A1: the steps of the model that the request names, without those that its organization does not allow. */
export function requestedModel(
  { body }: LlmRequest,
  config: RoutingConfig,
  organization: Organization | null,
): RequestedModel {
  const name = body.model ?? null;
  if (name === null) return { draft: { kept: [], passedOver: [] }, refused: null };
  const all = candidatesOf(resolveModel(name, config), 'requested', 'the request names it');
  const draft = onlyAllowed({ kept: all, passedOver: [] }, organization, config, name);
  const refused = draft.kept.length === 0 && draft.passedOver.length > 0;
  return { draft, refused: refused ? name : null };
}

/** Passes over what the organization's list does not name, as `provider/model` or by a name of the config. */
export function onlyAllowed(
  draft: Draft,
  organization: Organization | null,
  config: RoutingConfig,
  requested: string | null = null,
): Draft {
  const allowed = organization && allowedModels(organization, config);
  if (allowed === null) return draft;
  if (requested !== null && organization?.allowed_models?.includes(requested)) return draft;
  return passOver(draft, ({ step }) =>
    allowed.has(stepName(step)) ? null : 'not among the allowed models of the organization',
  );
}

/** A2: the default model comes behind the model that was asked for; where both are the same, there is one try (A7). */
export function withDefaultModel(draft: Draft, name: string, config: RoutingConfig): Draft {
  const defaults = resolveModel(name, config);
  const names = new Set(defaults.map(stepName));
  const asked = draft.kept.filter(({ step }) => !names.has(stepName(step)));
  const endpoints = new Set(asked.map(({ step }) => step.provider));
  const note = "the organization's default model";
  return {
    kept: [
      ...asked.map(triedOnce),
      ...candidatesOf(defaults, 'organization-default', note).map((candidate) =>
        triedOnce({ ...candidate, step: caught(candidate.step, endpoints, config) }),
      ),
    ],
    passedOver: draft.passedOver,
  };
}

const triedOnce = (candidate: Candidate): Candidate => ({
  ...candidate,
  step: { ...candidate.step, retries: 0 },
});

const anyFailure = classesCaughtBy(['All']);
const missingModel: ReadonlySet<ErrorClass> = new Set(['model_not_found']);

/** A3, A4: any failure leads to the default model, but on a server that just failed only that it lacks the other model. */
function caught(step: ChainStep, endpoints: ReadonlySet<string>, { providers }: RoutingConfig): ChainStep {
  const sharesServer =
    providers.get(step.provider)?.modelsShareServer === true && endpoints.has(step.provider);
  return { ...step, catches: sharesServer ? missingModel : anyFailure };
}
