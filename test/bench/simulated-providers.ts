import { join } from 'node:path';
import { startApart } from './apart.js';

/** Simulated providers in a process of their own. */
export interface SimulatedProviders {
  /** What the openai SDK takes as base URLs. */
  readonly addresses: readonly string[];
  readonly stop: () => Promise<void>;
}

export async function startSimulatedProviders(count: number): Promise<SimulatedProviders> {
  const program = join(import.meta.dirname, 'simulated-providers-main.js');
  const { told, stop } = await startApart<readonly string[]>(program, [String(count)]);
  return { addresses: told, stop };
}
