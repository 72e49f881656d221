/** What somebody speaks of: a model, or a provider with all that it has. */
export interface HealthTopic {
  readonly provider: string;
  /** null: all of its models. */
  readonly model: string | null;
}

/** A model that works shows that its provider does, and a provider that works has models that do. */
export const includesEither = (a: HealthTopic, b: HealthTopic): boolean =>
  a.provider === b.provider && (a.model === null || b.model === null || a.model === b.model);
