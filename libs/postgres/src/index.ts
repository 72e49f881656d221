export type { Clock } from './clock.js';
export { listOpenIncidents, type OpenIncident } from './incidents/list-open-incidents.js';
export { openIncident } from './incidents/open-incident.js';
export { publishNotices } from './incidents/publish-notices.js';
export { resolveIncident } from './incidents/resolve-incident.js';
export { isTransient } from './is-transient.js';
export type { Claim, ClaimRequest } from './ledger/claim-requests.js';
export { deleteOldRequests } from './ledger/delete-old-requests.js';
export { findRequest, type StoredRequest } from './ledger/find-request.js';
export type { FinishRequest } from './ledger/finish-requests.js';
export { Ledger, type LedgerOptions } from './ledger/ledger.js';
export type { PublishedRequest } from './ledger/mark-requests-published.js';
export { LedgerStopped } from './ledger/outage-guard.js';
export type { RequestKey } from './ledger/request-key.js';
export type { RequestResult, RequestSource } from './ledger/request-row.js';
export { migrate, SchemaTooNew } from './migrate.js';
export { deleteOrganization } from './organizations/delete-organization.js';
export { findOrganization } from './organizations/find-organization.js';
export { listOrganizations, type OrganizationList } from './organizations/list-organizations.js';
export {
  OrganizationDirectory,
  type OrganizationDirectoryOptions,
} from './organizations/organization-directory.js';
export { UnreadableOrganization } from './organizations/organization-row.js';
export { saveOrganization } from './organizations/save-organization.js';
export { createPool, type PoolOptions } from './pool.js';
export { listProviderHealth } from './provider-health/list-provider-health.js';
export { saveProviderHealth } from './provider-health/save-provider-health.js';
export { deleteOldSpending } from './spending/delete-old-spending.js';
export { SpendingBook, type Cost, type SpendingBookOptions, type Spent } from './spending/spending-book.js';
export type { ParkRequest } from './waiting/park-request.js';
export type { Resumption } from './waiting/resume-request.js';
export type { DueRequest } from './waiting/take-due-requests.js';
