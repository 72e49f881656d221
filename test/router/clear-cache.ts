import type { AppProcess } from './app-process.js';
import type { LogClient } from './log-client.js';

/** Has a router forget all that it has learned, as an operator would. */
export async function clearCache(log: LogClient, { lines }: AppProcess): Promise<void> {
  const type = 'clear_cache';
  const at = new Date().toISOString();
  await log.sendTo('control', [{ key: type, value: JSON.stringify({ type, at }) }]);
  const isHeard = (): boolean => lines.some((line) => line['type'] === type && line['at'] === at);
  while (!isHeard()) await new Promise((resolve) => setTimeout(resolve, 20));
}
