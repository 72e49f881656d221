/** The topics on which requests come and on which they are answered. */
export interface Route {
  readonly requests: string;
  readonly responses: string;
  readonly partitions: number;
}

/** Who answers the requests of a route, in processes of its own. */
export interface Contestant {
  readonly route: Route;
  readonly pids: readonly number[];
  /** Requests that it has under way at most, all its processes together. */
  readonly inFlight: number;
  readonly stop: () => Promise<void>;
}
