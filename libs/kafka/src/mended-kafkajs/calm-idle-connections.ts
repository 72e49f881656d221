import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

let calmed = false;

/**
 * Each connection of kafkajs 2.2.4 that has answered once wakes up about 900 times a second from then on, to look at
 * requests that wait, though none do, and Node 24 warns of its negative time-out (kafkajs #1751, #1755). Here it looks
 * only while some wait, which is all that the timer is for.
 */
export function calmIdleConnections(): void {
  if (calmed) return;
  calmed = true;
  const require = createRequire(import.meta.url);
  const queue = (require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue }).prototype;
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) schedule.call(this);
  };
}
