import type { Usage } from '#contracts';
import { systemClock, type Clock, type Prices, type RoutingConfig } from '#fallback';
import { LeastRecentlyUsed } from '../least-recently-used.js';
import { listedTariff } from './price-list.js';
import { costAt, free, tariffOf, type Tariff } from './tariff.js';

/** Requests may name any model. */
const keptTariffs = 1_000;
/** Some models cost less at night; the list knows to the minute. */
const keptMs = 60_000;

/** A model's entry in the list, looked up at `at` (epoch ms). */
interface LookedUp {
  readonly at: number;
  readonly tariff: Tariff | null;
}

/** Prices of the config first, by `provider/model`, then those of the list that we ship. Ollama's own are 0. */
class PriceBook implements Prices {
  readonly #overrides: ReadonlyMap<string, Tariff>;
  readonly #listed = new LeastRecentlyUsed<LookedUp>(keptTariffs);

  constructor(
    overrides: RoutingConfig['prices'],
    private readonly clock: Clock,
  ) {
    this.#overrides = new Map([...overrides].map(([name, price]) => [name, tariffOf(price)]));
  }

  costUsd({ provider, model }: { provider: string; model: string }, usage: Usage): number | null {
    const tariff = this.#overrides.get(`${provider}/${model}`) ?? this.#listedTariff(provider, model);
    return tariff === null ? null : costAt(tariff, usage);
  }

  #listedTariff(provider: string, model: string): Tariff | null {
    if (provider === 'ollama') return free;
    const name = `${provider}/${model}`;
    const now = this.clock.now();
    const known = this.#listed.get(name);
    if (known !== undefined && now - known.at < keptMs) return known.tariff;
    const tariff = listedTariff(provider, model, now);
    this.#listed.set(name, { at: now, tariff });
    return tariff;
  }
}

export const priceBook = (overrides: RoutingConfig['prices'], clock: Clock = systemClock): Prices =>
  new PriceBook(overrides, clock);
