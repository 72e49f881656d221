import type { SinkConfig } from '#fallback';

/** The name of the sink that is always there. */
export const topicSink = 'topic';

/** How a kind of sink is spoken to. */
export interface SinkTraits {
  /** What goes into one message: all that there is, what has the same name, or each alert alone. */
  readonly groups: 'all' | 'by name' | 'none';
  /** Is it people who read it? Then nothing is told that is silenced or that another alert explains. */
  readonly isForPeople: boolean;
  /** How often it hears again of what still fires; null: once is enough. */
  readonly repeats: 'as configured' | { readonly everyMs: number } | null;
  /** May a message end unsent? The topic is our own log: it waits for Kafka. */
  readonly givesUp: boolean;
}

const people: SinkTraits = {
  groups: 'by name',
  isForPeople: true,
  repeats: 'as configured',
  givesUp: true,
};

/** Alertmanager has silences, groups and inhibitions of its own, and needs to hear often of what fires. */
export const sinkTraits: Readonly<Record<SinkConfig['kind'] | typeof topicSink, SinkTraits>> = {
  topic: { groups: 'all', isForPeople: false, repeats: null, givesUp: false },
  alertmanager: { groups: 'all', isForPeople: false, repeats: { everyMs: 60_000 }, givesUp: true },
  webhook: people,
  slack: people,
  email: people,
  pagerduty: { ...people, groups: 'none', repeats: null },
};
