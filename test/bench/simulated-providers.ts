import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Simulated providers in a process of their own: what they do must not hold up the loop that is measured. */
export interface SimulatedProviders {
  /** What the openai SDK takes as base URLs. */
  readonly addresses: readonly string[];
  readonly stop: () => Promise<void>;
}

export async function startSimulatedProviders(count: number): Promise<SimulatedProviders> {
  const child = fork(join(import.meta.dirname, 'simulated-providers-main.js'), [String(count)]);
  const ended = once(child, 'exit');
  const started = once(child, 'message').then(([addresses]) => addresses as readonly string[]);
  const addresses = await Promise.race([started, ended.then(() => null)]);
  if (addresses === null)
    throw new Error('the simulated providers ended at their start; see above what they said');
  return {
    addresses,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
