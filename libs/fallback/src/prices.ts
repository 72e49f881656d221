import type { Usage } from '#contracts';

/** What models cost. */
export interface Prices {
  /** In US dollars; null where no price is known. */
  costUsd(of: { readonly provider: string; readonly model: string }, usage: Usage): number | null;
}
