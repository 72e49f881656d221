import type { ChatChunk } from '#contracts';
import { isRecord } from '../is-record.js';
import { bad } from './bad-anthropic-answer.js';
import { mapAnthropicFinishReason } from './map-anthropic-finish-reason.js';
import { mapAnthropicChatUsage } from './map-anthropic-usage.js';
import { UnfencedText } from './unfenced-text.js';

type Fields = Readonly<Record<string, unknown>>;

/** A tool call that is under way. */
interface OpenCall {
  /** Among the tool calls of the answer. */
  readonly index: number;
  readonly input: unknown;
  wroteArguments: boolean;
}

export interface ChunkStamp {
  readonly randomId: () => string;
  /** Epoch ms. */
  readonly now: number;
  /** Was the model asked in words for JSON? */
  readonly jsonInWords: boolean;
}

const recordIn = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isRecord(value) ? value : {};
};

const known = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/**
 * Anthropic's events → chunks of a `chat.completion`.
 *
 * awaiting `message_start` → saying (blocks open and close) → finished (the reason is known) → ended, at
 * `message_stop`. Invariant: it has `ended` only if it was finished, and an event out of this order is thrown.
 */
export class ChunkWriter {
  #state: 'awaiting' | 'saying' | 'finished' | 'ended' = 'awaiting';
  #usage: Fields = {};
  #head: Pick<ChatChunk, 'id' | 'object' | 'created' | 'model'> | null = null;
  readonly #calls = new Map<unknown, OpenCall>();
  readonly #unfenced: UnfencedText | null;

  constructor(private readonly stamp: ChunkStamp) {
    this.#unfenced = stamp.jsonInWords ? new UnfencedText() : null;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  /** What Anthropic counted so far; null before it has. */
  get usage(): Fields | null {
    return this.#state === 'awaiting' ? null : this.#usage;
  }

  write(event: unknown): ChatChunk[] {
    if (!isRecord(event)) throw bad('an event of the stream is not an object');
    switch (event['type']) {
      case 'message_start':
        return this.#start(recordIn(event, 'message'));
      case 'content_block_start':
        return this.#openBlock(event['index'], recordIn(event, 'content_block'));
      case 'content_block_delta':
        return this.#writeDelta(event['index'], recordIn(event, 'delta'));
      case 'content_block_stop':
        return this.#closeBlock(event['index']);
      case 'message_delta':
        return this.#finish(recordIn(event, 'delta'), recordIn(event, 'usage'));
      case 'message_stop':
        this.#expect('finished');
        this.#state = 'ended';
        return [];
      default:
        // The API may add kinds of events.
        return [];
    }
  }

  #start(message: Fields): ChatChunk[] {
    this.#expect('awaiting');
    this.#state = 'saying';
    this.#usage = known(recordIn(message, 'usage'));
    this.#head = {
      id: typeof message['id'] === 'string' ? message['id'] : `chatcmpl-${this.stamp.randomId()}`,
      object: 'chat.completion.chunk',
      created: Math.floor(this.stamp.now / 1_000),
      model: String(message['model']),
    };
    return [{ ...this.#chunk({ role: 'assistant', content: '' }), ...this.#chatUsage() }];
  }

  #openBlock(block: unknown, { type, id, name, input, text }: Fields): ChatChunk[] {
    this.#expect('saying');
    if (type === 'text' && typeof text === 'string') return this.#say(text);
    if (type !== 'tool_use') return [];
    const index = this.#calls.size;
    this.#calls.set(block, { index, input, wroteArguments: false });
    return [this.#callChunk({ index, id, type: 'function', function: { name, arguments: '' } })];
  }

  #writeDelta(block: unknown, { type, text, partial_json: json }: Fields): ChatChunk[] {
    this.#expect('saying');
    if (type === 'text_delta' && typeof text === 'string') return this.#say(text);
    const call = this.#calls.get(block);
    if (type !== 'input_json_delta' || call === undefined || typeof json !== 'string' || json === '')
      return [];
    call.wroteArguments = true;
    return [this.#callChunk({ index: call.index, function: { arguments: json } })];
  }

  /** A call without arguments comes without a piece of them; OpenAI's always have an object. */
  #closeBlock(block: unknown): ChatChunk[] {
    this.#expect('saying');
    const call = this.#calls.get(block);
    if (call === undefined || call.wroteArguments) return [];
    call.wroteArguments = true;
    const json = JSON.stringify(call.input ?? {});
    return [this.#callChunk({ index: call.index, function: { arguments: json } })];
  }

  #finish({ stop_reason, stop_details }: Fields, usage: Fields): ChatChunk[] {
    this.#expect('saying');
    this.#usage = { ...this.#usage, ...known(usage) };
    const finishReason = mapAnthropicFinishReason(stop_reason, stop_details);
    this.#state = 'finished';
    const rest = this.#unfenced?.end() ?? '';
    return [
      ...(rest === '' ? [] : [this.#chunk({ content: rest })]),
      this.#chunk({}, finishReason),
      { ...this.#chunk({}), choices: [], ...this.#chatUsage() },
    ];
  }

  #say(text: string): ChatChunk[] {
    const said = this.#unfenced === null ? text : this.#unfenced.push(text);
    return said === '' ? [] : [this.#chunk({ content: said })];
  }

  #callChunk(call: Fields): ChatChunk {
    return this.#chunk({ tool_calls: [call] });
  }

  #chunk(delta: Record<string, unknown>, finishReason: string | null = null): ChatChunk {
    return { ...this.#head!, choices: [{ index: 0, delta, finish_reason: finishReason }] };
  }

  #chatUsage() {
    return { usage: mapAnthropicChatUsage(this.#usage) };
  }

  #expect(state: 'awaiting' | 'saying' | 'finished'): void {
    if (this.#state !== state) throw bad('the events of the stream are out of order');
  }
}
