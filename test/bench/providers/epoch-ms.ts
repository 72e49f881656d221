/** To the µs, and the same in every process of this machine. */
export const epochMs = (): number => performance.timeOrigin + performance.now();
