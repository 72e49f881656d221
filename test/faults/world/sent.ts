import type { Message } from 'kafkajs';

/** A record to produce. */
export interface Sent {
  /** The custom_id by which the checker knows it; null when the value is no request. */
  readonly request: string | null;
  readonly message: Omit<Message, 'partition'>;
  /** In turns where it is left out. */
  readonly partition?: number;
  /** Names those that are to be answered one after the other. */
  readonly ordered?: string;
}
