import type { History, Limits } from '../history/history.js';
import { commitsFollowEnds } from './commits-follow-ends.js';
import { everyRecordEnds } from './every-record-ends.js';
import { noLag } from './no-lag.js';
import { noSecondBill } from './no-second-bill.js';
import { noSecrets } from './no-secrets.js';
import { oneResult } from './one-result.js';
import { orderByKey } from './order-by-key.js';
import type { Check, Violation } from './violation.js';
import { withinBounds } from './within-bounds.js';

const checks: readonly Check[] = [
  everyRecordEnds,
  oneResult,
  noSecondBill,
  commitsFollowEnds,
  orderByKey,
  withinBounds,
  noLag,
  noSecrets,
];

/** Judges a run by what was seen of it; a sound one has no violations. */
export const checkHistory = (history: History, limits: Limits): Violation[] =>
  checks.flatMap((check) => check(history, limits));
