import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { Agent, request, type Dispatcher } from 'undici';
import type { ProviderCall } from '#fallback';
import { createProviders } from '#providers';
import { answerWhole, startAnswerer } from './answerer.js';
import { callOf, settingsOf, type CalledKind } from './called-kinds.js';

/** A request as an adapter sends it. */
interface SentRequest {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

const ofTheConnection: ReadonlySet<string> = new Set(['host', 'connection', 'content-length']);

async function read(message: IncomingMessage): Promise<SentRequest> {
  const headers = Object.entries(message.headers).filter(([name]) => !ofTheConnection.has(name));
  return {
    path: message.url!,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: JSON.parse(await text(message)) as unknown,
  };
}

/** What an adapter sends for this call. */
async function sentFor(called: CalledKind, onChunk: ProviderCall['onChunk']): Promise<SentRequest> {
  const sent: Promise<SentRequest>[] = [];
  const server = await startAnswerer(answerWhole, (message) => void sent.push(read(message)));
  const providers = createProviders([settingsOf(called, server.origin)]);
  try {
    await providers.call(callOf(called, onChunk));
    return await sent[0]!;
  } finally {
    await providers.close();
    await server.stop();
  }
}

/** The calls of an adapter, byte by byte, by undici alone: its connections kept alive. */
export class PlainCalls {
  private readonly dispatcher = new Agent();

  private constructor(
    private readonly origin: string,
    private readonly sent: SentRequest,
  ) {}

  static async like(
    called: CalledKind,
    origin: string,
    onChunk: ProviderCall['onChunk'] = null,
  ): Promise<PlainCalls> {
    return new PlainCalls(origin, await sentFor(called, onChunk));
  }

  /** Throws on any answer but a 200: then something else was measured. */
  async send(): Promise<Dispatcher.ResponseData['body']> {
    const { path, headers, body } = this.sent;
    const { dispatcher } = this;
    const answer = await request(`${this.origin}${path}`, {
      dispatcher,
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    if (answer.statusCode !== 200) throw new Error(`${path} was answered ${answer.statusCode}`);
    return answer.body;
  }

  close(): Promise<void> {
    return this.dispatcher.destroy();
  }
}
