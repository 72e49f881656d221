import { stepName, type RoutingConfig, type Step } from '#fallback';

/** Callers may name any model, and each would be a time series for ever. */
const mostUnknown = 100;
const other = 'other';

/** Models as metrics name them: those of the config, the first hundred that callers made up, and all others as one. */
export class ModelLabels {
  private readonly seen = new Set<string>();
  private known: ReadonlySet<string> = new Set();
  private knownOf: RoutingConfig | null = null;

  labelOf(step: Pick<Step, 'provider' | 'model'>, config: RoutingConfig): string {
    if (config !== this.knownOf) this.read(config);
    const name = stepName(step);
    if (this.known.has(name) || this.seen.has(name)) return step.model;
    if (this.seen.size >= mostUnknown) return other;
    this.seen.add(name);
    return step.model;
  }

  private read(config: RoutingConfig): void {
    const { providers, models, chains, tiers, defaultChain } = config;
    const steps = [...chains.values(), ...tiers.values(), defaultChain].flatMap((chain) => chain.steps);
    this.known = new Set([
      ...steps.map(stepName),
      ...[...models.values()].flatMap(({ at }) => [...at].map(([provider, model]) => `${provider}/${model}`)),
      ...[...providers.values()].flatMap(({ name, model, models: all }) =>
        [...(all ?? []), ...(model === null ? [] : [model])].map((own) => `${name}/${own}`),
      ),
    ]);
    this.knownOf = config;
  }
}
