import { setFlagsFromString } from 'node:v8';

/** With so many requests at once or fewer, speed counts for more than memory. */
const fewRequests = 1_024;

/**
 * V8 lets its heap grow to several times of what is alive before it looks for garbage. What a router holds while a slow
 * provider answers is as old as garbage gets, so with thousands of requests that is most of its memory: 885 MB of 200 that
 * were alive. Here it may grow by half. That costs another 0.1 ms of CPU a request, most of it on V8's own threads
 * (`deploy/decisions/2026-11-21-where-the-routers-time-goes.md`).
 */
export function keepHeapLean(requestsAtOnce: number): void {
  if (requestsAtOnce > fewRequests) setFlagsFromString('--heap-growing-percent=50');
}
