/** The part of an `EventSource` that is needed here. */
export interface Source {
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface LiveFeedOptions {
  readonly open: () => Source;
  readonly now: () => number;
  /** What is told, besides the beat. */
  readonly types: readonly string[];
  readonly onEvent: (type: string, body: unknown) => void;
  readonly onConnection: (connection: Connection) => void;
}

/** `heardAt`: when the service was last heard, epoch ms; null: never yet. */
export interface Connection {
  readonly state: 'connecting' | 'live' | 'lost';
  readonly heardAt: number | null;
  /** What the service itself misses: what it shows may be old. */
  readonly problems: readonly string[];
}

/** The service beats every 5 s. */
const silentAfterMs = 12_000;
const checkEveryMs = 1_000;
const reopenEveryMs = 2_000;

/**
 * The service's events, for as long as the page is open.
 *
 * connecting → live (something was heard) → lost (the connection broke, or nothing was heard for 12 s) → live. While it
 * is lost a new connection is opened every 2 s. Invariant: one connection is open at most.
 */
export class LiveFeed {
  private source: Source | null = null;
  private connection: Connection = { state: 'connecting', heardAt: null, problems: [] };
  private openedAt = 0;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(private readonly options: LiveFeedOptions) {
    this.open();
    this.timer = setInterval(() => this.check(), checkEveryMs);
  }

  close(): void {
    clearInterval(this.timer);
    this.source?.close();
  }

  private open(): void {
    const { open, now, types, onEvent } = this.options;
    this.source?.close();
    this.openedAt = now();
    const source = open();
    this.source = source;
    for (const type of types) {
      source.addEventListener(type, ({ data }) => {
        if (source !== this.source) return;
        this.heard(this.connection.problems);
        onEvent(type, JSON.parse(String(data)));
      });
    }
    source.addEventListener('beat', ({ data }) => {
      if (source !== this.source) return;
      const { problems } = JSON.parse(String(data)) as Pick<Connection, 'problems'>;
      this.heard(problems);
    });
    source.addEventListener('error', () => {
      if (source === this.source) this.lose();
    });
  }

  private check(): void {
    const now = this.options.now();
    const lastSign = Math.max(this.openedAt, this.connection.heardAt ?? 0);
    if (this.source === null) {
      if (now - this.openedAt >= reopenEveryMs) this.open();
    } else if (now - lastSign >= silentAfterMs) this.lose();
  }

  private heard(problems: readonly string[]): void {
    this.tell({ state: 'live', heardAt: this.options.now(), problems });
  }

  private lose(): void {
    this.source?.close();
    this.source = null;
    this.tell({ ...this.connection, state: 'lost' });
  }

  private tell(connection: Connection): void {
    this.connection = connection;
    this.options.onConnection(connection);
  }
}
