import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of its own: what it does must not hold up the loop that is measured. */
export interface Apart<Told> {
  readonly pid: number;
  /** What it said once it was ready. */
  readonly told: Told;
  readonly stop: () => Promise<void>;
}

/** kafkajs's timers are told of by Node where nobody has calmed them (kafkajs #1751). */
const execArgv = ['--disable-warning=TimeoutNegativeWarning'];

export async function startApart<Told>(program: string, args: readonly string[] = []): Promise<Apart<Told>> {
  const child = fork(program, args, { execArgv });
  const ended = once(child, 'exit');
  const started = once(child, 'message').then(([message]) => ({ told: message as Told }));
  const ready = await Promise.race([started, ended.then(() => null)]);
  if (ready === null) throw new Error(`${program} ended at its start; see above what it said`);
  return {
    ...ready,
    pid: child.pid!,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Says to the one that started this process that it is ready; it ends with that one, however that one ends. */
export function ready(told: unknown): void {
  process.send!(told);
  process.once('disconnect', () => process.exit());
}
