import { LeastRecentlyUsed } from '../least-recently-used.js';
import type { Fetch } from './light-fetch.js';

interface Options {
  readonly path: string;
  readonly query?: object | null | undefined;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null | undefined;
}

/** What openai's client and Anthropic's have in common: Stainless has made both. */
interface SdkClient {
  buildRequest(options: Options): Promise<{
    readonly req: { readonly headers: Headers };
    readonly url: string;
    readonly timeout: number;
  }>;
  fetchWithTimeout(
    url: Parameters<Fetch>[0],
    init: RequestInit | undefined,
    ms: number,
    controller: AbortController,
  ): Promise<Response>;
}

export interface Sending {
  readonly fetch: Fetch;
  /** Of the headers that the SDK sets, those that a provider needs: not what it tells of this machine or takes from the environment. */
  readonly sent: readonly string[];
  /** Headers that the SDK would not set. */
  readonly own?: Readonly<Record<string, string>>;
}

/** All of a request but its body and its signal. */
interface Frame {
  readonly url: string;
  readonly headers: Headers;
  readonly timeout: number;
}

/** The paths are few, but requests may name any model. */
const keptFrames = 1_000;

/** Azure's paths have the model in them. */
const frameOf = ({ path, query, headers, body }: Options): string =>
  JSON.stringify([path, (body as Record<string, unknown>)['model'], query ?? null, headers ?? null]);

/**
 * The SDK's client, for POSTs of JSON alone, without what it does anew at each of them and needs to do once: the address
 * and the headers, which are most of its cost; and its time-out and its composed signal, for each call has its deadline.
 */
export function buildOnce<Client extends SdkClient>(client: Client, { fetch, sent, own }: Sending): Client {
  const build = client.buildRequest.bind(client);
  const frames = new LeastRecentlyUsed<Frame>(keptFrames);

  const frame = async (options: Options): Promise<Frame> => {
    const name = frameOf(options);
    const known = frames.get(name);
    if (known !== undefined) return known;
    const { req, url, timeout } = await build(options);
    const headers = new Headers([...req.headers].filter(([field]) => sent.includes(field)));
    for (const [field, value] of Object.entries(own ?? {})) headers.set(field, value);
    frames.set(name, { url, headers, timeout });
    return { url, headers, timeout };
  };

  client.buildRequest = async (options) => {
    const { headers, ...rest } = await frame(options);
    const { body, signal } = options;
    return { ...rest, req: { method: 'POST', headers, body: JSON.stringify(body), signal: signal ?? null } };
  };
  client.fetchWithTimeout = (url, init) => fetch(url, init);
  return client;
}
