import type { ErrorClass } from '#contracts';

/** What a step sets over the request's own parameters. */
export interface StepSettings {
  readonly maxTokens?: number;
  readonly temperature?: number;
}

/** One (provider, model) of a plan, and when and how often it is tried. */
export interface Step {
  readonly provider: string;
  readonly model: string;
  readonly tier: string | null;
  readonly baseUrl: string | null;
  readonly settings: StepSettings;
  /** The failures that lead to this step; the first step of a plan is always entered. */
  readonly catches: ReadonlySet<ErrorClass>;
  /** Further tries after the first, for failures that may pass. */
  readonly retries: number;
  /** The wait before a retry, in ms, doubled from one to the next. */
  readonly retryDelayMs: number;
  /** The longest that one try may ever take, in ms: a provider that takes longer is at fault. */
  readonly timeoutMs: number;
}

/** What a request gets: decided before the first call, walked by `runPlan`. */
export interface Plan {
  /** The chain's name, for logs and spans. */
  readonly chain: string;
  readonly steps: readonly Step[];
  /** The step that would be first if all were well: an answer of any other is a fallback. */
  readonly primary: Step;
  /** The longest that this request lets one try take, in ms; null: as long as the step allows. */
  readonly patienceMs: number | null;
  /** Epoch ms after which nothing is tried any more. */
  readonly deadline: number | null;
  /** The most calls that this request may make, over all steps. */
  readonly maxAttempts: number;
}

/** `provider/model`, the name of a step in records and logs. */
export const stepName = (step: Pick<Step, 'provider' | 'model'>): string => `${step.provider}/${step.model}`;
