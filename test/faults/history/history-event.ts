/**
 * What was seen of a run, from outside: at the broker, at the provider, in the database, at the processes. Never what a
 * router says that it did. `request` is a custom_id, `at` epoch ms on this machine's clock.
 */
export type HistoryEvent =
  /** The broker has acknowledged the record; `request` is null where nobody could read one from it. */
  | {
      readonly type: 'produced';
      readonly request: string | null;
      readonly partition: number;
      readonly offset: number;
      readonly at: number;
      /** Names the requests that are to be answered one after the other. */
      readonly ordered?: string;
    }
  /** The provider got a call. `endedAt` is null while it lasts; `paid`: it was answered whole. */
  | {
      readonly type: 'called';
      readonly request: string;
      readonly router: string | null;
      readonly at: number;
      readonly endedAt: number | null;
      readonly paid: boolean;
    }
  /** The ledger's row: how often it was claimed. */
  | { readonly type: 'claimed'; readonly request: string; readonly fence: number }
  /** The ledger's row has a result. */
  | { readonly type: 'finished'; readonly request: string; readonly resultId: string }
  /** A terminal record; `at` is when its writer made it. */
  | {
      readonly type: 'published';
      readonly request: string;
      readonly resultId: string;
      readonly digest: string;
      /** `answered`, or the code of the failure. */
      readonly outcome: string;
      /** The classes of the attempts that failed, in the order of the steps. */
      readonly failures: readonly string[];
      readonly at: number;
    }
  /** A record on the dead letters; its place is the original's. */
  | {
      readonly type: 'dead-lettered';
      readonly partition: number;
      readonly offset: number;
      readonly at: number;
    }
  /** The group's offset of a partition, and the partition's end, as they were at some time before `at`. */
  | {
      readonly type: 'committed';
      readonly partition: number;
      readonly offset: number;
      readonly end: number;
      readonly at: number;
    }
  /** The test killed the router, or stopped it for longer than its lease. */
  | { readonly type: 'lost'; readonly router: string; readonly at: number }
  | { readonly type: 'measured'; readonly router: string; readonly residentMiB: number; readonly at: number }
  /** A router wrote this where people read it. */
  | { readonly type: 'told'; readonly router: string; readonly where: string; readonly text: string };

export type EventOf<Type extends HistoryEvent['type']> = Extract<HistoryEvent, { type: Type }>;
