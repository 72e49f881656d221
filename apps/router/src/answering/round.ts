import { systemClock } from '#fallback';
import { v7 as uuid } from 'uuid';
import { newResultId, type Ending } from '../records/terminal-record.js';
import type { Errand } from './errand.js';
import type { PlannedRequest } from './request-planner.js';

/** One walk of a request, from when it began. */
export class Round {
  /** Of the result, should this round bring it. */
  readonly id = newResultId(uuid());
  /** How often the request was walked, this time counted. */
  readonly number: number;
  readonly errand: Errand;
  /** Null until it is planned; it may break before. */
  planned: PlannedRequest | null = null;
  readonly #startedAt = systemClock.now();

  constructor(errand: Errand) {
    this.errand = errand;
    this.number = (errand.earlier?.rounds ?? 0) + 1;
  }

  /** What its records tell of it, if it ends now. */
  ending(): Ending {
    const { record, request } = this.errand;
    return {
      id: this.id,
      request,
      organization: this.planned?.organization ?? request.org,
      composition: this.planned?.composition ?? null,
      queuedMs: Math.max(0, this.#startedAt - Number(record.timestamp)),
      durationMs: systemClock.now() - this.#startedAt,
    };
  }
}
