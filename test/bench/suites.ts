import { attempts } from './providers/attempts.js';
import { streams } from './providers/streams.js';
import { allFail } from './routing/all-fail.js';
import { decision } from './routing/decision.js';
import { failover } from './routing/failover.js';
import { hedging } from './routing/hedging.js';
import { instant, slow } from './speed/against-loops.js';
import { cooling } from './speed/cooling.js';
import { inFlight, partitions, payload, routers } from './speed/growth.js';
import { oneAtATime } from './speed/one-at-a-time.js';
import type { Suite } from './suite.js';

/** The router as a whole, then the parts that it is made of. */
export const suites: readonly Suite[] = [
  ...[instant, slow, partitions, inFlight, oneAtATime, cooling, routers, payload],
  ...[failover, allFail, hedging, decision, attempts, streams],
];
