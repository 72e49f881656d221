import { startSurroundings, type Surroundings } from './speed/surroundings.js';

export interface BenchOptions {
  /** How often each contestant of a case is measured. */
  readonly rounds: number;
  /** Where the routers' CPU profiles go; null: there are none. */
  readonly cpuProfiles: string | null;
}

/** One run of the bench: what was asked of it, and what its suites share, which is started for the first that needs it. */
export class Bench {
  readonly rounds: number;
  readonly #cpuProfiles: string | null;
  readonly #stops = new Set<() => Promise<void>>();
  #surroundings: Promise<Surroundings> | null = null;

  constructor({ rounds, cpuProfiles }: BenchOptions) {
    this.rounds = rounds;
    this.#cpuProfiles = cpuProfiles;
  }

  surroundings(): Promise<Surroundings> {
    this.#surroundings ??= startSurroundings(this.#cpuProfiles);
    return this.#surroundings;
  }

  /** Has this stopped when the result is called, and at the latest when the bench is closed. */
  stopping(stop: () => Promise<void>): () => Promise<void> {
    const stopOnce = (): Promise<void> => (this.#stops.delete(stopOnce) ? stop() : Promise.resolve());
    this.#stops.add(stopOnce);
    return stopOnce;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#stops].map((stop) => stop()));
    const surroundings = await this.#surroundings?.catch(() => null);
    await surroundings?.stop();
  }
}
