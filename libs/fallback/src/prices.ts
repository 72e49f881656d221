import type { Usage } from '#contracts';

interface Model {
  readonly provider: string;
  readonly model: string;
}

/** What models cost, and how much they hold. */
export interface Prices {
  /** In US dollars; null where no price is known. */
  costUsd(of: Model, usage: Usage): number | null;
  /** Which list the price of a model is from, to be kept with what was computed from it. */
  versionOf(of: Model): string;
  /** How many tokens prompt and answer may have together; null where that is not known. */
  contextWindow(of: Model): number | null;
}
