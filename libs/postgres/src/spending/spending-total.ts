import type { SpendingKey } from './spending-period.js';

/**
 * What was spent in one period, as this process knows it.
 *
 * A cost is unsent → sent (a flush with it is under way) → recorded (in the fleet's total), or refused: it counts here alone.
 * Invariant: each cost is in exactly one of the four. The fleet's total only rises, so of two that arrive in any order the
 * higher one is the newer.
 */
export class SpendingTotal implements SpendingKey {
  #unsentUsd = 0;
  #sentUsd = 0;
  #fleetUsd = 0;
  #refusedUsd = 0;
  /** When the database was last asked. */
  askedAt = Number.NEGATIVE_INFINITY;
  usedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly org: string,
    readonly period: string,
  ) {}

  get usd(): number {
    return this.#fleetUsd + this.#refusedUsd + this.#sentUsd + this.#unsentUsd;
  }

  /** Has it a cost that the database may not have? */
  get isUnrecorded(): boolean {
    return this.#unsentUsd + this.#sentUsd > 0;
  }

  add(usd: number): void {
    this.#unsentUsd += usd;
  }

  /** What is to be recorded now. */
  send(): number {
    this.#sentUsd = this.#unsentUsd;
    this.#unsentUsd = 0;
    return this.#sentUsd;
  }

  /** @param fleetUsd with what was sent */
  recorded(fleetUsd: number): void {
    this.#fleetUsd = Math.max(this.#fleetUsd, fleetUsd);
    this.#sentUsd = 0;
  }

  /** The database does not take what was sent. */
  refused(): void {
    this.#refusedUsd += this.#sentUsd;
    this.#sentUsd = 0;
  }

  /** A total that was read meanwhile may have what was sent or not: the flush tells it anyway. */
  read(fleetUsd: number): void {
    if (this.#sentUsd === 0) this.#fleetUsd = Math.max(this.#fleetUsd, fleetUsd);
  }
}
