import { join } from 'node:path';
import { createProviders, type ProviderRegistry } from '#providers';
import { startApart } from '../apart.js';
import { calledKinds, settingsOf, type CalledKind } from './called-kinds.js';
import { PlainCalls } from './plain-calls.js';

/** How the server answers that is called. */
type Manner = 'whole' | 'streamed';

/** One server, as adapters call it and as undici alone does. */
export interface Called {
  readonly providers: ProviderRegistry;
  readonly plainly: (called: CalledKind) => Promise<PlainCalls>;
}

/** Lends them, and takes them down afterwards. */
export async function withAnswerer<T>(manner: Manner, use: (called: Called) => Promise<T>): Promise<T> {
  const program = join(import.meta.dirname, 'answerer-main.js');
  const answerer = await startApart<Record<Manner, string>>(program);
  const origin = answerer.told[manner];
  const providers = createProviders(Object.values(calledKinds).map((called) => settingsOf(called, origin)));
  const plain: PlainCalls[] = [];
  const plainly = async (called: CalledKind): Promise<PlainCalls> => {
    const calls = await PlainCalls.like(called, origin, manner === 'streamed' ? () => undefined : null);
    plain.push(calls);
    return calls;
  };
  try {
    return await use({ providers, plainly });
  } finally {
    await Promise.all([providers.close(), ...plain.map((calls) => calls.close())]);
    await answerer.stop();
  }
}
