import type { EventOf } from '../history/history-event.js';
import type { Check } from './violation.js';

/** I2: a request is paid for once, unless the router that had the answer was lost; and nothing runs that was not claimed. */
export const noSecondBill: Check = (history) => {
  const claims = history.byRequest('claimed');
  const lost = history.all('lost');
  const isExcused = (call: EventOf<'called'>): boolean =>
    lost.some(({ router, at }) => (call.router === null || router === call.router) && at >= call.at);

  return [...history.byRequest('called')].flatMap(([request, calls]) => {
    const paid = calls.filter((call) => call.paid);
    const unexcused = paid.filter((call) => !isExcused(call));
    const texts: string[] = [];
    if (unexcused.length > 1) {
      texts.push(`${request} was paid for ${paid.length} times, by ${unexcused.map(routerOf).join(', ')}`);
    }
    if (!claims.has(request)) texts.push(`${request} was called without a claim`);
    const routers = new Set(calls.flatMap(({ router }) => router ?? []));
    const fence = claims.get(request)?.[0]?.fence ?? routers.size;
    if (routers.size > fence) {
      texts.push(`${request} was called by ${routers.size} routers and claimed ${fence} times`);
    }
    return texts.map((text) => ({ law: 'I2', text }));
  });
};

const routerOf = ({ router }: EventOf<'called'>): string => router ?? 'somebody';
