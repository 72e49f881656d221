export { keepDays } from './attempts/keep-days.js';
export { listAttempts, type AttemptsOfRequest } from './attempts/list-attempts.js';
export { listCosts, type CostPlace } from './attempts/list-costs.js';
export { listEndedRequests, type EndedFilter, type EndedPlace } from './attempts/list-ended-requests.js';
export { listFlows } from './attempts/list-flows.js';
export { recordAttempts, type RecordedAttempt } from './attempts/record-attempts.js';
export { recordEndedRequests, type EndedRequest } from './attempts/record-ended-requests.js';
export { addAuditEntry } from './audit/add-audit-entry.js';
export { deleteOldAuditEntries } from './audit/delete-old-audit-entries.js';
export { listAuditEntries } from './audit/list-audit-entries.js';
export type { Clock } from './clock.js';
export { deleteOldHandoffs } from './handoffs/delete-old-handoffs.js';
export { findHandoff } from './handoffs/find-handoff.js';
export { listHandoffs, type HandoffPlace } from './handoffs/list-handoffs.js';
export { takeHandoff } from './handoffs/take-handoff.js';
export { calmIncident } from './incidents/calm-incident.js';
export { deleteOldIncidents } from './incidents/delete-old-incidents.js';
export { holdIncident } from './incidents/hold-incident.js';
export { listLiveIncidents, type LiveIncident } from './incidents/list-live-incidents.js';
export { listOpenIncidents, type OpenIncident } from './incidents/list-open-incidents.js';
export { listResolvedIncidents } from './incidents/list-resolved-incidents.js';
export { raiseIncident } from './incidents/raise-incident.js';
export { isTransient } from './is-transient.js';
export type { Claim, ClaimRequest } from './ledger/claim-requests.js';
export { deleteOldRequests } from './ledger/delete-old-requests.js';
export { findReplays, type KnownReplays, type KnownRequest } from './ledger/find-replays.js';
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
export type { Address } from './outbox/add-deliveries.js';
export { claimDeliveries, type DeliveryBatch } from './outbox/claim-deliveries.js';
export { holdDeliveries } from './outbox/hold-deliveries.js';
export { listTroubledDeliveries, type TroubledDelivery } from './outbox/list-troubled-deliveries.js';
export { markDelivered } from './outbox/mark-delivered.js';
export { markUndelivered } from './outbox/mark-undelivered.js';
export { repeatDeliveries, type Repetition } from './outbox/repeat-deliveries.js';
export { createPool, type PoolOptions } from './pool.js';
export {
  addAttemptMinutes,
  listAttemptMinutes,
  type AttemptMinute,
} from './provider-health/attempt-minutes.js';
export { listProviderHealth, listProviderVerdicts } from './provider-health/list-provider-health.js';
export { saveProviderHealth, type HealthSaving } from './provider-health/save-provider-health.js';
export { addSilence } from './silences/add-silence.js';
export { deleteOldSilences } from './silences/delete-old-silences.js';
export { endSilence } from './silences/end-silence.js';
export { findSilence } from './silences/find-silence.js';
export { listSilences } from './silences/list-silences.js';
export type { Silence, SilenceMatcher } from './silences/silence.js';
export { deleteOldSpending } from './spending/delete-old-spending.js';
export { listSpentBudgets, type SpentBudget } from './spending/list-spent-budgets.js';
export { SpendingBook, type Cost, type SpendingBookOptions, type Spent } from './spending/spending-book.js';
export { addTallies } from './tallies/add-tallies.js';
export { sumTallies } from './tallies/sum-tallies.js';
export { tallyKey, type Tally, type TallySignal, type TallySubject } from './tallies/tally.js';
export type { ParkRequest } from './waiting/park-request.js';
export type { Resumption } from './waiting/resume-request.js';
export type { DueRequest } from './waiting/take-due-requests.js';
