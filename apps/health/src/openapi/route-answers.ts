import {
  AlertView,
  AuditEntry,
  Control,
  CostLine,
  DeadLetter,
  DeadLetterReplay,
  DeadLetterReplays,
  Handoff,
  Organization,
  ProviderHealth,
  Replay,
  Replays,
  RequestSummary,
  RequestView,
  TrafficFlow,
} from '#contracts';
import { z } from 'zod';

export interface RouteAnswer {
  readonly summary: string;
  /** A shape is JSON; otherwise the type of the content, or null where there is none. */
  readonly answer: z.ZodType | string | null;
  /** Statuses besides the usual one. */
  readonly also?: readonly number[];
}

const next = z.string().nullable().meta({ description: 'What to ask for to go on; null on the last page' });

const Status = z.looseObject({
  primary: z.string().nullable(),
  fallback: z.string().nullable(),
  preferred: z.string().nullable(),
  forced: z.object({ provider: z.string(), until: z.iso.datetime() }).nullable(),
  providers: z.array(
    z.looseObject({
      provider: z.string(),
      healthy: z.boolean(),
      configured: z.boolean(),
      available: z.boolean(),
      reason: z.string().optional(),
      models: z.array(z.looseObject(ProviderHealth.shape)),
    }),
  ),
});

const Silence = z.object({
  id: z.string(),
  matchers: z.array(z.object({ name: z.string(), value: z.string() })),
  starts_at: z.iso.datetime(),
  until: z.iso.datetime(),
  by: z.string(),
  comment: z.string(),
});

const Said = Control.meta({ description: 'What was said to every router, on `llm.control`' });

/** What each route answers, by its method and path. Its parameters and its body are known from its controller. */
export const routeAnswers: Readonly<Record<string, RouteAnswer>> = {
  'GET /': { summary: 'The status page', answer: 'text/html' },
  'GET /assets/:name': { summary: 'What the status page is made of', answer: 'application/octet-stream' },
  'GET /runbooks/:page': { summary: 'What to do on an alert', answer: 'text/plain' },
  'GET /live': { summary: 'Does the process live?', answer: z.looseObject({ status: z.string() }) },
  'GET /ready': { summary: 'Can it do its work?', answer: z.object({ status: z.literal('ready') }) },
  'GET /metrics': { summary: 'Figures for Prometheus', answer: 'text/plain' },
  'GET /v1': {
    summary: 'What there is',
    answer: z.object({ service: z.string(), links: z.array(z.string()) }),
  },
  'GET /v1/openapi.json': { summary: 'This document', answer: z.looseObject({ openapi: z.string() }) },
  'GET /v1/events': {
    summary: 'Server-sent events: `status`, `alerts`, `handoffs` and `requests` at each change, and `beat`',
    answer: 'text/event-stream',
  },
  'GET /v1/status': {
    summary: 'Where requests go, and how every provider and model is (B8)',
    answer: Status,
  },
  'POST /v1/providers/:provider/force': {
    summary: 'Have the whole fleet try one provider first, for a time (B5)',
    answer: Said,
  },
  'POST /v1/providers/:provider/reports': {
    summary: 'Tell the whole fleet that a provider fails, or works again (B7)',
    answer: Said,
  },
  'DELETE /v1/preferences': {
    summary: 'Back to the configured order, with nothing held against anyone (B6)',
    answer: Said,
  },
  'GET /v1/alerts': {
    summary: 'What is firing or, with `state=resolved`, what is over',
    answer: z.object({ alerts: z.array(AlertView), undelivered: z.array(z.looseObject({})).optional() }),
  },
  'POST /v1/alerts/test': {
    summary: 'Send an alert, and its end, through one sink',
    answer: z.object({ sink: z.string(), delivered: z.literal(true) }),
  },
  'GET /v1/silences': { summary: 'The silences that hold', answer: z.object({ silences: z.array(Silence) }) },
  'POST /v1/silences': { summary: 'Silence alerts for a time', answer: Silence },
  'DELETE /v1/silences/:id': { summary: 'End a silence', answer: null },
  'GET /v1/organizations': {
    summary: 'All organizations, and rows that are none',
    answer: z.object({
      organizations: z.array(Organization),
      unreadable: z.array(z.object({ org: z.string(), problems: z.array(z.string()) })),
    }),
  },
  'GET /v1/organizations/:org': { summary: 'One organization', answer: Organization },
  'PUT /v1/organizations/:org': {
    summary: 'Make an organization, or put other settings in place of its own',
    answer: Organization,
    also: [201],
  },
  'DELETE /v1/organizations/:org': { summary: 'Forget an organization', answer: null },
  'GET /v1/requests': {
    summary: 'Requests that have ended, the newest first',
    answer: z.object({ requests: z.array(RequestSummary), next }),
  },
  'GET /v1/requests/:org/:custom_id': {
    summary: 'One request, with its attempts; neither what it asked nor what it was answered',
    answer: RequestView,
  },
  'DELETE /v1/requests/:org/:custom_id': {
    summary: 'End a request, unless it has its answer already',
    answer: Said,
  },
  'POST /v1/requests/:org/:custom_id/replays': {
    summary: 'Try a request that failed again, as a new request (G8)',
    answer: Replay,
  },
  'POST /v1/replays': {
    summary: 'Try again what failed and is like this, the newest first (G8)',
    answer: Replays,
  },
  'GET /v1/dead-letters': {
    summary: 'What no router took as a request, the newest first; not what is in it',
    answer: z.object({ dead_letters: z.array(DeadLetter), next }),
  },
  'POST /v1/dead-letters/:partition/:offset/replays': {
    summary: 'Try a dead letter again, as a new request (G8)',
    answer: DeadLetterReplay,
  },
  'POST /v1/dead-letters/replays': {
    summary: 'Try dead letters of a time again, the newest first (G8)',
    answer: DeadLetterReplays,
  },
  'GET /v1/costs': {
    summary: 'What organizations, sessions or models cost on one day of UTC, the highest first',
    answer: z.object({ day: z.iso.date(), costs: z.array(CostLine), next }),
  },
  'GET /v1/flows': {
    summary: 'From the first step of the chain to who answered',
    answer: z.object({ flows: z.array(TrafficFlow) }),
  },
  'GET /v1/handoffs': {
    summary: 'Requests that a person has to take over, the oldest first (E7)',
    answer: z.object({ handoffs: z.array(Handoff), next }),
  },
  'POST /v1/handoffs/:org/:custom_id/take': { summary: 'Take a request over', answer: Handoff },
  'GET /v1/audit': {
    summary: 'Who changed what, the newest first',
    answer: z.object({ entries: z.array(AuditEntry), next }),
  },
};
