import type { ErrorClass } from '#contracts';

/** What a step sets over the request's own parameters. */
export interface StepSettings {
  readonly maxTokens?: number;
  readonly temperature?: number;
}

/** Why a step is in a plan; the messages for admins speak of it. */
export type StepRole = 'requested' | 'organization-default' | 'chain';

/** One (provider, model) of a plan, and when and how often it is tried. */
export interface Step {
  readonly provider: string;
  readonly model: string;
  readonly tier: string | null;
  readonly baseUrl: string | null;
  readonly role: StepRole;
  /** The variable that holds the organization's own key; null for the provider's. */
  readonly credential: string | null;
  readonly settings: StepSettings;
  /** Tokens of the prompt, guessed from its length: they are spent even when no answer comes. */
  readonly promptTokens: number;
  /** What the prompt and the longest answer that is to be expected will cost, in US dollars; null where no price is known. */
  readonly estimatedUsd: number | null;
  /** The failures that lead to this step; the first step of a plan is always entered. */
  readonly catches: ReadonlySet<ErrorClass>;
  /** Others may go first if it has come to rest when its turn comes; false where somebody insists on it. */
  readonly mayWait: boolean;
  /** Further tries after the first, for failures that may pass. */
  readonly retries: number;
  /** The wait before a retry, in ms. */
  readonly retryDelayMs: number;
  /** The longest that one try may ever take, in ms: a provider that takes longer is at fault. */
  readonly timeoutMs: number;
}

/** What a request gets: decided before the first call, walked by `runPlan`. */
export interface Plan {
  /** The chain's name, for logs and spans. */
  readonly chain: string;
  readonly steps: readonly Step[];
  /** What the request would get if all were well: an answer of any other step is a fallback. */
  readonly primary: Pick<Step, 'provider' | 'model' | 'tier'>;
  /** The organization's default model, where its rules made this plan. */
  readonly organizationDefault: string | null;
  /** The longest that this request lets one try take, in ms; null: as long as the step allows. */
  readonly patienceMs: number | null;
  /** Epoch ms after which nothing is tried any more. */
  readonly deadline: number | null;
  /** The most calls that this request may make, over all steps. */
  readonly maxAttempts: number;
  /** For requests that would rather pay twice than wait: null tries one step after the other. */
  readonly hedge: Hedge | null;
  /** What all attempts together may cost, in US dollars. */
  readonly budgetUsd: number | null;
}

/**
 * A further step is tried whenever `afterMs` have passed without an answer, up to `parallel` at once. It is the first one
 * left that catches `timeout`: an answer that is late is as good as one that timed out.
 */
export interface Hedge {
  readonly afterMs: number;
  readonly parallel: number;
}

/** `provider/model`, the name of a step in records and logs. */
export const stepName = (step: Pick<Step, 'provider' | 'model'>): string => `${step.provider}/${step.model}`;
