import type { HealthView } from '../health/availability.js';
import type { ChainOrder } from '../config/routing-config.js';
import { calleeOf, type Candidate } from './candidate.js';
import { dollars } from './dollars.js';
import { reorderAmong } from './reorder-among.js';

interface OrderContext {
  readonly health: HealthView;
  /** In US dollars. */
  readonly estimateOf: (candidate: Candidate) => number | null;
  readonly now: number;
}

/** Fewer attempts than this say nothing of a step. */
const enoughRequests = 10;

/** C8, E8: puts the steps of a chain in the order that it asks for. */
export const orderOfChain: Record<
  ChainOrder,
  (candidates: readonly Candidate[], context: OrderContext) => readonly Candidate[]
> = {
  configured: (candidates) => candidates,

  // In tenths: a difference that chance makes must not send the traffic to and fro.
  adaptive: (candidates, { health, now }) => {
    const rateOf = (candidate: Candidate): number => {
      const { requests, failureRate } = health.trackRecordOf(calleeOf(candidate), now);
      return requests < enoughRequests ? 0 : failureRate;
    };
    return reorderAmong(
      candidates,
      isExchangeable,
      (candidate) => Math.floor(rateOf(candidate) * 10),
      (candidate) =>
        `moved by its record: ${Math.round(rateOf(candidate) * 100)} % of its attempts failed lately`,
    );
  },

  cheapest: (candidates, { estimateOf }) =>
    reorderAmong(
      candidates,
      isExchangeable,
      (candidate) => estimateOf(candidate) ?? Infinity,
      (candidate) => `moved by its price: ${priceText(estimateOf(candidate))}`,
    ),
};

const priceText = (estimatedUsd: number | null): string =>
  estimatedUsd === null ? 'none is known' : `about ${dollars(estimatedUsd)}`;

/** A step that was meant for certain failures has its place because of them. */
const isExchangeable = ({ step, role }: Candidate): boolean => role === 'chain' && step.catches === null;
