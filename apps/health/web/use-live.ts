import { useEffect, useState } from 'preact/hooks';
import type { Alerts, Handoffs, Requests, Status } from './answers.js';
import { LiveFeed, type Connection } from './live-feed.js';

export interface Live {
  readonly connection: Connection;
  readonly status: Status | null;
  readonly alerts: Alerts | null;
  readonly handoffs: Handoffs | null;
  readonly requests: Requests | null;
}

const nothing: Live = {
  connection: { state: 'connecting', heardAt: null, problems: [] },
  status: null,
  alerts: null,
  handoffs: null,
  requests: null,
};

/** What the service tells by itself, as it was last told. */
export function useLive(): Live {
  const [live, setLive] = useState(nothing);
  useEffect(() => {
    const feed = new LiveFeed({
      open: () => new EventSource('/v1/events'),
      now: () => Date.now(),
      types: ['status', 'alerts', 'handoffs', 'requests'],
      onEvent: (type, body) => setLive((before) => ({ ...before, [type]: body })),
      onConnection: (connection) => setLive((before) => ({ ...before, connection })),
    });
    return () => feed.close();
  }, []);
  return live;
}
