import type { Usage } from '#contracts';
import { stepName, systemClock, type Clock, type Prices, type RoutingConfig } from '#fallback';
import { LeastRecentlyUsed } from '../least-recently-used.js';
import { listedModel, priceListVersion, type ListedModel } from './price-list.js';
import { costAt, free, tariffOf, type Tariff } from './tariff.js';

/** Requests may name any model. */
const keptModels = 1_000;
/** Some models cost less at night; the list knows to the minute. */
const keptMs = 60_000;

/** A model's entry in the list, looked up at `at` (epoch ms). */
interface LookedUp {
  readonly at: number;
  readonly listed: ListedModel | null;
}

type Model = Parameters<Prices['versionOf']>[0];

/** Prices of the config first, by `provider/model`, then those of the list that we ship. Ollama's own are 0. */
class PriceBook implements Prices {
  readonly #overrides: ReadonlyMap<string, Tariff>;
  readonly #listed = new LeastRecentlyUsed<LookedUp>(keptModels);

  constructor(
    overrides: RoutingConfig['prices'],
    private readonly clock: Clock,
  ) {
    this.#overrides = new Map([...overrides].map(([name, price]) => [name, tariffOf(price)]));
  }

  costUsd(of: Model, usage: Usage): number | null {
    const tariff = this.#overrides.get(stepName(of)) ?? this.#listedTariff(of);
    return tariff === null ? null : costAt(tariff, usage);
  }

  versionOf(of: Model): string {
    return this.#overrides.has(stepName(of)) ? 'config' : priceListVersion;
  }

  contextWindow(of: Model): number | null {
    return this.#lookUp(of)?.contextWindow ?? null;
  }

  #listedTariff(of: Model): Tariff | null {
    return of.provider === 'ollama' ? free : (this.#lookUp(of)?.tariff ?? null);
  }

  #lookUp(of: Model): ListedModel | null {
    const name = stepName(of);
    const now = this.clock.now();
    const known = this.#listed.get(name);
    if (known !== undefined && now - known.at < keptMs) return known.listed;
    const listed = listedModel(of.provider, of.model, now);
    this.#listed.set(name, { at: now, listed });
    return listed;
  }
}

export const priceBook = (overrides: RoutingConfig['prices'], clock: Clock = systemClock): Prices =>
  new PriceBook(overrides, clock);
