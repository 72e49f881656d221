/** What calls cost that are made many at a time. */
export interface Load {
  readonly callsPerSecond: number;
  /** Of this process alone, in ms. */
  readonly cpuPerCall: number;
}

const atOnce = 64;

/** Makes `calls` calls, 64 at a time. */
export async function underLoad(call: () => Promise<void>, calls: number): Promise<Load> {
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: atOnce }, caller));
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { callsPerSecond: (calls / ms) * 1_000, cpuPerCall: (user + system) / 1_000 / calls };
}
