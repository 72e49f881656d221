import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { LLMock } from '@copilotkit/aimock';
import { startWireServer, type WireAnswer, type WireRequest } from '../wire-server.fixture.js';
import type { ConformingProvider, Format } from './conforming-providers.fixture.js';
import type { Reaction, Reply, Said } from './conformance-case.fixture.js';
import { embedOnOwnWire, sayOnOwnWire } from './own-wire.fixture.js';

export type Voice = 'ours' | 'aimock';

/** A server that is each of the providers, in our own bytes or in aimock's, and keeps what reached it. */
export interface StandIn {
  readonly url: string;
  readonly requests: readonly WireRequest[];
  /** What it does from now on. */
  react(as: ConformingProvider, reaction: Reaction, streamed: boolean, voice: Voice): void;
  stop(): Promise<void>;
}

/** What aimock 1.43 has no true words for. */
const aimockLacks: Record<Format, (reaction: Exclude<Reaction, { does: 'send' }>) => boolean> = {
  openai: () => false,
  // A refusal is no `stop_reason` of its.
  anthropic: (reaction) => reaction.does === 'say' && reaction.said.finish === 'content_filter',
  // No `batchEmbedContents`.
  gemini: (reaction) => reaction.does === 'embed',
  // One vector for all inputs, no counts, and `stop` is its only reason.
  ollama: (reaction) => reaction.does === 'embed' || reaction.said.finish === 'length',
};

/** Who can react so, in bytes that are true. */
export function voicesFor({ format }: ConformingProvider, reaction: Reaction): readonly Voice[] {
  return reaction.does === 'send' || aimockLacks[format](reaction) ? ['ours'] : ['ours', 'aimock'];
}

/** Google says STOP of calls too, where aimock has a reason of its own. */
const finishAtAimock = ({ format }: ConformingProvider, { finish }: Said): string =>
  format === 'gemini' && finish === 'tool_calls' ? 'STOP' : finish;

const replying =
  ({ status, headers, body }: Reply): WireAnswer =>
  (response) =>
    void response.writeHead(status, headers).end(body);

function ownReply({ kind, format }: ConformingProvider, reaction: Reaction, streamed: boolean): Reply {
  if (reaction.does === 'say') return sayOnOwnWire(format, reaction.said, streamed);
  if (reaction.does === 'embed') return embedOnOwnWire(format, reaction.vectors);
  const reply = reaction.replies[kind];
  if (reply === null) throw new Error(`${kind} has no such reply`);
  return reply;
}

function teach(aimock: LLMock, as: ConformingProvider, reaction: Reaction): void {
  aimock.clearFixtures();
  if (reaction.does === 'embed') aimock.onEmbedding(/.*/, { embedding: [...reaction.vectors[0]!] });
  if (reaction.does !== 'say') return;
  const { text, calls, usage } = reaction.said;
  const counts = {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    input_tokens: usage.input,
    output_tokens: usage.output,
    promptTokenCount: usage.input,
    candidatesTokenCount: usage.output,
  };
  const toolCalls = calls.map(({ id, name, args }) => ({ id, name, arguments: JSON.stringify(args) }));
  aimock.on(
    {},
    {
      ...(text === '' ? {} : { content: text }),
      ...(calls.length === 0 ? {} : { toolCalls }),
      finishReason: finishAtAimock(as, reaction.said),
      usage: counts,
    },
  );
}

/** The bytes are aimock's own. */
const passingTo =
  (aimock: LLMock): WireAnswer =>
  (response, { path, headers, body }) => {
    const forwarded = new Headers({ 'content-type': 'application/json' });
    for (const name of ['authorization', 'x-api-key', 'anthropic-version', 'api-key']) {
      const value = headers[name];
      if (typeof value === 'string') forwarded.set(name, value);
    }
    const init = { method: 'POST', headers: forwarded, body: JSON.stringify(body) };
    void fetch(`${aimock.url}${path}`, init).then(
      (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        Readable.fromWeb(answer.body as WebStream).pipe(response);
      },
      () => response.destroy(),
    );
  };

export async function startStandIn(): Promise<StandIn> {
  const aimock = new LLMock({ port: 0, logLevel: 'silent', chunkSize: 7 });
  await aimock.start();
  const server = await startWireServer();
  return {
    url: server.url,
    requests: server.requests,
    react(as, reaction, streamed, voice) {
      if (voice === 'aimock') teach(aimock, as, reaction);
      server.play(voice === 'aimock' ? passingTo(aimock) : replying(ownReply(as, reaction, streamed)));
    },
    async stop() {
      await server.stop();
      await aimock.stop();
    },
  };
}
