import {
  AlertView,
  CostLine,
  DeadLetter,
  DeadLetterReplay,
  DeadLetterReplays,
  Handoff,
  Organization,
  Replay,
  Replays,
  RequestSummary,
  RequestView,
} from '#contracts';
import { z } from 'zod';
import { FleetStatus } from './fleet-status.js';
import { Silence, type NewSilence } from './silence.js';

/** A person at a terminal is not kept waiting for a service that hangs. */
const patienceMs = 10_000;

/** Many requests are read from the log and put there anew before there is an answer. */
const bulkPatienceMs = 120_000;

const Organizations = z.object({ organizations: z.array(Organization) });
const Undelivered = z.object({
  sink: z.string(),
  alertname: z.string(),
  status: z.string(),
  state: z.string(),
  attempts: z.number(),
  error: z.string(),
});
const Alerts = z.object({ alerts: z.array(AlertView), undelivered: z.array(Undelivered).default([]) });
export type Alerts = z.infer<typeof Alerts>;
const Silences = z.object({ silences: z.array(Silence) });
const Requests = z.object({ requests: z.array(RequestSummary), next: z.string().nullable() });
export type Requests = z.infer<typeof Requests>;
const Costs = z.object({ day: z.string(), costs: z.array(CostLine), next: z.string().nullable() });
export type Costs = z.infer<typeof Costs>;
const Handoffs = z.object({ handoffs: z.array(Handoff), next: z.string().nullable() });
export type Handoffs = z.infer<typeof Handoffs>;
const DeadLetters = z.object({ dead_letters: z.array(DeadLetter), next: z.string().nullable() });
export type DeadLetters = z.infer<typeof DeadLetters>;
const Refusal = z.object({
  error: z.object({ message: z.string(), problems: z.array(z.string()).default([]) }),
});

export interface Report {
  readonly outcome: string;
  readonly error?: string;
  readonly context?: string;
  readonly model?: string;
}

/** What a list is asked for; what is absent is left to the service. */
type Filter = Readonly<Record<string, string | number | undefined>>;

type Variables = Readonly<Record<string, string | undefined>>;

/** The HTTP API of the health service. Every method throws an error fit to be shown as it is. */
export class AdminApi {
  constructor(
    private readonly url: string,
    private readonly token: string | null,
  ) {
    if (!/^https?:/.test(url) || !URL.canParse(url))
      throw new Error(`'${url}' is no address of a health service: give one such as http://127.0.0.1:8090`);
  }

  /** @param url wins over `HEALTH_URL`; without both, the service of this machine is meant */
  static of(url: string | undefined, env: Variables): AdminApi {
    const own = `http://127.0.0.1:${env['HEALTH_PORT'] || 8090}`;
    return new AdminApi(url || env['HEALTH_URL'] || own, env['ADMIN_TOKEN']?.trim() || null);
  }

  status(): Promise<FleetStatus> {
    return this.call('GET', ['status'], FleetStatus);
  }

  force(provider: string, seconds: number): Promise<{ until: string }> {
    const said = z.looseObject({ until: z.string() });
    return this.call('POST', ['providers', provider, 'force'], said, { duration_seconds: seconds });
  }

  clear(): Promise<{ at: string }> {
    return this.call('DELETE', ['preferences'], z.looseObject({ at: z.string() }));
  }

  report(provider: string, report: Report): Promise<object> {
    return this.call('POST', ['providers', provider, 'reports'], z.looseObject({}), report);
  }

  cancel(org: string, customId: string): Promise<object> {
    return this.call('DELETE', ['requests', org, customId], z.looseObject({}));
  }

  alerts(state: string, limit: number): Promise<Alerts> {
    return this.call('GET', ['alerts'], Alerts, undefined, { state, limit: String(limit) });
  }

  testSink(sink: string): Promise<object> {
    return this.call('POST', ['alerts', 'test'], z.looseObject({}), { sink });
  }

  async silences(): Promise<Silence[]> {
    return (await this.call('GET', ['silences'], Silences)).silences;
  }

  silence(silence: NewSilence): Promise<Silence> {
    return this.call('POST', ['silences'], Silence, silence);
  }

  async endSilence(id: string): Promise<void> {
    await this.call('DELETE', ['silences', id], z.null());
  }

  requests(filter: Filter): Promise<Requests> {
    return this.call('GET', ['requests'], Requests, undefined, textsOf(filter));
  }

  request(org: string, customId: string): Promise<RequestView> {
    return this.call('GET', ['requests', org, customId], RequestView);
  }

  replay(org: string, customId: string): Promise<Replay> {
    return this.call('POST', ['requests', org, customId, 'replays'], Replay);
  }

  replays(filter: object): Promise<Replays> {
    return this.call('POST', ['replays'], Replays, filter, {}, bulkPatienceMs);
  }

  deadLetters(filter: Filter): Promise<DeadLetters> {
    return this.call('GET', ['dead-letters'], DeadLetters, undefined, textsOf(filter));
  }

  replayDeadLetter(partition: string, offset: string): Promise<DeadLetterReplay> {
    return this.call('POST', ['dead-letters', partition, offset, 'replays'], DeadLetterReplay);
  }

  replayDeadLetters(filter: object): Promise<DeadLetterReplays> {
    return this.call('POST', ['dead-letters', 'replays'], DeadLetterReplays, filter, {}, bulkPatienceMs);
  }

  costs(filter: Filter): Promise<Costs> {
    return this.call('GET', ['costs'], Costs, undefined, textsOf(filter));
  }

  handoffs(filter: Filter): Promise<Handoffs> {
    return this.call('GET', ['handoffs'], Handoffs, undefined, textsOf(filter));
  }

  takeHandoff(org: string, customId: string, by: string): Promise<Handoff> {
    return this.call('POST', ['handoffs', org, customId, 'take'], Handoff, { by });
  }

  async organizations(): Promise<Organization[]> {
    return (await this.call('GET', ['organizations'], Organizations)).organizations;
  }

  organization(org: string): Promise<Organization> {
    return this.call('GET', ['organizations', org], Organization);
  }

  /** @param settings what the service will check */
  saveOrganization(org: string, settings: unknown): Promise<Organization> {
    return this.call('PUT', ['organizations', org], Organization, settings);
  }

  async deleteOrganization(org: string): Promise<void> {
    await this.call('DELETE', ['organizations', org], z.null());
  }

  private async call<T>(
    method: string,
    path: readonly string[],
    answer: z.ZodType<T>,
    body?: unknown,
    query: Readonly<Record<string, string>> = {},
    withinMs = patienceMs,
  ): Promise<T> {
    const response = await this.send(method, path, body, query, withinMs);
    const value = parse(await response.text());
    if (!response.ok) throw this.refusal(response.status, value);
    const parsed = answer.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new Error(
      `What answers at ${this.url} is no health service of this version: --url or HEALTH_URL names the right address`,
    );
  }

  private async send(
    method: string,
    path: readonly string[],
    body: unknown,
    query: Readonly<Record<string, string>>,
    withinMs: number,
  ): Promise<Response> {
    const asked = Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query).toString()}`;
    const address = `${this.url.replace(/\/+$/, '')}/v1/${path.map(encodeURIComponent).join('/')}${asked}`;
    try {
      return await fetch(address, {
        method,
        headers: {
          ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(withinMs),
      });
    } catch (error) {
      throw new Error(
        `The health service at ${this.url} does not answer (${reasonOf(error, withinMs)}): start it with \`npm start\` or \`npm run health\`, or name its address with --url or HEALTH_URL`,
      );
    }
  }

  private refusal(status: number, value: unknown): Error {
    const { message, problems } = Refusal.safeParse(value).data?.error ?? {
      message: `HTTP ${status}`,
      problems: [],
    };
    if (status === 401)
      return new Error(
        `The health service at ${this.url} wants ${this.token === null ? 'a token' : 'another token'}: set ADMIN_TOKEN to the one that it was started with`,
      );
    if (problems.length > 1) return new Error(problems.map((problem) => `\n  - ${problem}`).join(''));
    return new Error(message);
  }
}

const textsOf = (filter: Filter): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why a `fetch` failed is told by its cause. */
function reasonOf(error: unknown, withinMs: number): string {
  const { cause, message, name } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return `no answer within ${withinMs / 1000} s`;
  return cause?.code ?? cause?.message ?? message;
}
