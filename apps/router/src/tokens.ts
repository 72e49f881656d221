/** Injection tokens for what has no class of ours. */
export const LOGGER = Symbol('logger');
export const METRICS = Symbol('metrics');
