import type { EventOf, HistoryEvent } from './history-event.js';

/** What must hold of a run besides what always must. */
export interface Limits {
  /** Calls of one router at once. */
  readonly callsAtOnce: number;
  readonly residentMiB: number;
  /** Words that are in every prompt, answer and key, and must be nowhere else. */
  readonly secrets: readonly string[];
}

/** Everything that was seen of a run, by kind, each kind in the order in which it was seen. */
export class History {
  readonly #events = new Map<HistoryEvent['type'], HistoryEvent[]>();

  constructor(events: Iterable<HistoryEvent> = []) {
    this.addAll(events);
  }

  add(...events: readonly HistoryEvent[]): void {
    this.addAll(events);
  }

  /** There may be more of them than a call has arguments. */
  addAll(events: Iterable<HistoryEvent>): void {
    for (const event of events) {
      const known = this.#events.get(event.type);
      if (known) known.push(event);
      else this.#events.set(event.type, [event]);
    }
  }

  all<Type extends HistoryEvent['type']>(type: Type): readonly EventOf<Type>[] {
    return (this.#events.get(type) ?? []) as EventOf<Type>[];
  }

  /** By request, for the kinds that have one. */
  byRequest<Type extends HistoryEvent['type']>(
    type: EventOf<Type> extends { readonly request: string } ? Type : never,
  ): Map<string, EventOf<Type>[]> {
    const found = new Map<string, EventOf<Type>[]>();
    for (const event of this.all(type) as readonly (EventOf<Type> & { readonly request: string })[]) {
      const known = found.get(event.request);
      if (known) known.push(event);
      else found.set(event.request, [event]);
    }
    return found;
  }
}
