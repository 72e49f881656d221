import { stepName, type RoutingConfig } from '#fallback';
import type { Logger } from 'pino';

/** B1: the order of priority, at start and whenever it changes; and what of the config cannot be used. */
export function tellRouting({ providers, defaultChain, notices }: RoutingConfig, logger: Logger): void {
  for (const notice of notices) logger.warn({ event: 'config_notice' }, notice);
  const order = [...providers.keys()];
  if (order.length === 0) {
    logger.warn(
      'No provider is configured: every request fails until OLLAMA_URL and OLLAMA_MODEL_NAME, or OPENAI_API_KEY and OPENAI_MODEL_NAME, are set',
    );
    return;
  }
  logger.info(
    { event: 'providers_in_order', order },
    `Providers in order of priority: ${defaultChain.steps.map(stepName).join(' → ') || order.join(' → ')}`,
  );
}
