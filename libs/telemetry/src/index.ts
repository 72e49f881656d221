export { eventLoopLag } from './event-loop-lag.js';
export { createLogger } from './logger.js';
export { observeGauges, routerMetrics, type RouterMetrics } from './metrics.js';
export { attributes, providerNameOf, spans } from './span-names.js';
export { startTelemetry, type Telemetry } from './start-telemetry.js';
