import { ledger } from './0001-ledger.js';
import { providerHealth } from './0002-provider-health.js';
import { incidents } from './0003-incidents.js';
import { organizations } from './0004-organizations.js';
import { spending } from './0005-spending.js';
import { waitingRequests } from './0006-waiting-requests.js';
import { handoffsAndAudit } from './0007-handoffs-and-audit.js';
import { attempts } from './0008-attempts.js';
import { healthFigures } from './0010-health-figures.js';
import { alerts } from './0009-alerts.js';
import type { Migration } from './migration.js';

/** Append only: a migration's place in this list is its version, and what was released is never changed. */
export const migrations: readonly Migration[] = [
  ledger,
  providerHealth,
  incidents,
  organizations,
  spending,
  waitingRequests,
  handoffsAndAudit,
  attempts,
  alerts,
  healthFigures,
];
