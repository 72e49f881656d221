export { Alert, AlertName, alertNames } from './alert.js';
export { AlertView } from './alert-view.js';
export { LlmAttempt, RateLimits, Usage } from './attempt.js';
export { AuditEntry } from './audit-entry.js';
export { ChatChunk, LlmChunk } from './chunk.js';
export { cloudEventHeaders, eventTypes, type EventType } from './cloud-events.js';
export { Control } from './control.js';
export { CostGroup, CostLine } from './cost-line.js';
export { deadLetterOf, rejectionOf, type Rejection } from './dead-letter.js';
export { CatchName, catchGroups, classesCaughtBy, ErrorClass, errorClasses } from './error-class.js';
export { Handoff } from './handoff.js';
export { jsonSchemas } from './json-schemas.js';
export {
  headerText,
  recordTime,
  type HeaderValue,
  type LogRecord,
  type OutgoingRecord,
  type RecordHeaders,
} from './log-record.js';
export { Organization, OrganizationSettings } from './organization.js';
export { everyModel, HealthState, ProviderHealth } from './provider-health.js';
export {
  DeadLetter,
  DeadLetterRefusal,
  DeadLetterReplay,
  DeadLetterReplays,
  Replay,
  ReplayRefusal,
  Replays,
} from './replay.js';
export { replyAddress, replyAddressHeaders, replyHeaders, type ReplyAddress } from './reply-address.js';
export { requestKey } from './request-key.js';
export {
  LlmRequest,
  type ChatBody,
  type ChatRequest,
  type EmbeddingsBody,
  type RequestRouting,
} from './request.js';
export {
  decodeRequest,
  defaultRequestLimits,
  type DecodedRequest,
  type RequestLimits,
  type Sender,
} from './request-codec.js';
export { AttemptView, ReplayView, RequestSummary, RequestView } from './request-view.js';
export {
  AttemptError,
  AttemptOutcome,
  FailureCode,
  failureCodes,
  LlmAnswer,
  LlmFailure,
  ProviderError,
  resultIdPrefix,
  Routing,
  RoutingAttempt,
  type TerminalRecord,
} from './terminal-record.js';
export { topicName, topics, type TopicDefinition, type TopicId, wantedTopics } from './topics.js';
export { TrafficFlow } from './traffic-flow.js';
