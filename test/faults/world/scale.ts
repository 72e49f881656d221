declare global {
  /** Set by the project `faults` of jest.config.mjs. */
  var faultScale: 'full' | undefined;
}

/** How much of something: a little within `npm test`, all of it in `npm run test:faults`. */
export const scaled = (short: number, full: number): number =>
  globalThis.faultScale === 'full' ? full : short;
