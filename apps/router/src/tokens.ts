/** Injection tokens for what has no class of ours. */
export const LOGGER = Symbol('logger');
export const PROVIDERS = Symbol('providers');
export const ROUTING_CONFIG = Symbol('routing config');
export const METRICS = Symbol('metrics');
