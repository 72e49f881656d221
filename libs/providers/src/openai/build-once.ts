import type { OpenAI } from 'openai';
import type { Fetch } from '../http/light-fetch.js';
import { LeastRecentlyUsed } from '../least-recently-used.js';

type Options = Parameters<OpenAI['buildRequest']>[0];

/** All of a request but its body and its signal. */
interface Frame {
  readonly url: string;
  readonly headers: Headers;
  readonly timeout: number;
}

/** What a provider needs, and not what the SDK tells of this machine or takes from OPENAI_CUSTOM_HEADERS. */
const sent = ['accept', 'api-key', 'authorization', 'content-type', 'user-agent'];

/** The paths are few, but requests may name any model. */
const keptFrames = 1_000;

/** Azure's paths have the model in them. */
const frameOf = ({ path, query, body }: Options): string =>
  `${path} ${String((body as Record<string, unknown>)['model'])} ${JSON.stringify(query ?? null)}`;

/**
 * The SDK's client, for POSTs of JSON alone, without what it does anew at each of them and needs to do once: the address
 * and the headers, which are most of its cost; and its time-out and its composed signal, for each call has its deadline.
 */
export function buildOnce<Client extends OpenAI>(client: Client, fetch: Fetch): Client {
  const build = client.buildRequest.bind(client);
  const frames = new LeastRecentlyUsed<Frame>(keptFrames);

  const frame = async (options: Options): Promise<Frame> => {
    const name = frameOf(options);
    const known = frames.get(name);
    if (known !== undefined) return known;
    const { req, url, timeout } = await build(options);
    const headers = new Headers([...req.headers].filter(([field]) => sent.includes(field)));
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
