import type { HealthView } from './health-book.js';
import type { Step } from './plan.js';

/**
 * Moves steps that are cooling down to the back, the one that recovers first before the others; drops none. A usable
 * step that does not catch the failure of those moved before it stays behind them: it was not meant for this failure.
 */
export function orderByHealth(steps: readonly Step[], health: HealthView, now: number): Step[] {
  const front: Step[] = [];
  const back: { step: Step; until: number }[] = [];
  for (const step of steps) {
    const cooldown = health.cooldownOf(step, now);
    const passedOver = front.length === 0 ? back.at(-1)?.step : undefined;
    const reason = passedOver && health.cooldownOf(passedOver, now);
    if (cooldown !== null) back.push({ step, until: cooldown.until });
    else if (reason && !step.catches.has(reason.class)) back.push({ step, until: Infinity });
    else front.push(step);
  }
  return [...front, ...back.sort((a, b) => a.until - b.until).map(({ step }) => step)];
}
