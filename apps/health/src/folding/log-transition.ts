import { stepName } from '#fallback';
import type { Logger } from 'pino';
import { rateText } from './health-reason.js';
import type { Transition } from './health-table.js';

/** E5: what operators see of a provider that goes down, and of the way back. */
export function logTransition({ provider, model, from, to, totals }: Transition, logger: Logger): void {
  const fields = {
    provider,
    model,
    from,
    to: to.state,
    ...('cause' in to ? { error_class: to.cause } : {}),
    ...('until' in to ? { until: new Date(to.until).toISOString() } : {}),
  };
  if (to.state === 'down')
    logger.warn(fields, `Provider ${provider} marked unhealthy: ${rateText(totals.failureRate)}`);
  else logger.info(fields, `${stepName({ provider, model })} is ${to.state}, was ${from}`);
}
