import type { ChatChunk } from '#contracts';
import { isRecord } from '../is-record.js';
import { AssembledToolCalls } from './assembled-tool-calls.js';

type Fields = Record<string, unknown>;

/** A choice of a whole `chat.completion`. */
export interface AssembledChoice extends Fields {
  readonly index: number;
  readonly finish_reason: string | null;
}

/** Strings of a delta that are said at once; all others are text that goes on. */
const saidAtOnce: ReadonlySet<string> = new Set(['role', 'id', 'type', 'name']);

/** Fields of chunks that mean nothing in a whole answer. */
const ofChunksAlone: ReadonlySet<string> = new Set(['object', 'choices', 'obfuscation', 'usage']);

function merge(into: Fields, piece: Fields): void {
  for (const [name, value] of Object.entries(piece)) {
    const before = into[name];
    if (value === undefined || value === null) into[name] ??= null;
    else if (typeof before === 'string' && typeof value === 'string' && !saidAtOnce.has(name)) {
      into[name] = before + value;
    } else if (Array.isArray(before) && Array.isArray(value)) before.push(...(value as unknown[]));
    else if (isRecord(before) && isRecord(value)) merge(before, value);
    // The list or record that pieces are added to must not be the chunk's own, which the caller has.
    else into[name] = typeof value === 'object' ? structuredClone(value) : value;
  }
}

/** One choice as far as it came. */
class ChoiceAssembly {
  finishReason: string | null = null;
  readonly #message: Fields = { role: 'assistant', content: null, refusal: null };
  readonly #calls = new AssembledToolCalls();
  #logprobs: Fields | null = null;
  readonly #more: Fields = {};

  constructor(private readonly index: number) {}

  add({
    index: _index,
    delta,
    finish_reason: reason,
    logprobs,
    ...more
  }: ChatChunk['choices'][number]): void {
    const { tool_calls: calls, ...text } = delta;
    merge(this.#message, text);
    for (const call of Array.isArray(calls) ? calls.filter(isRecord) : []) this.#calls.add(call);
    if (isRecord(logprobs)) merge((this.#logprobs ??= {}), logprobs);
    Object.assign(this.#more, more);
    this.finishReason = reason ?? this.finishReason;
  }

  whole(): AssembledChoice {
    const calls = this.#calls.list();
    const { content } = this.#message;
    return {
      ...this.#more,
      index: this.index,
      message: {
        ...this.#message,
        content: content === '' && calls.length > 0 ? null : content,
        ...(calls.length === 0 ? {} : { tool_calls: calls }),
      },
      logprobs: this.#logprobs,
      finish_reason: this.finishReason,
    };
  }
}

/** The whole `chat.completion` that chunks are the pieces of, as far as they came. */
export class ChunkAssembly {
  /** As the last chunk that had one said; null while none did. */
  usage: Fields | null = null;
  readonly #choices = new Map<number, ChoiceAssembly>();
  #envelope: Fields = {};

  add(chunk: ChatChunk): void {
    for (const [name, value] of Object.entries(chunk)) {
      // Azure's first chunk has an empty id and model, its last one an empty model.
      if (!ofChunksAlone.has(name) && value !== null && value !== '' && value !== 0)
        this.#envelope[name] = value;
    }
    const { usage } = chunk;
    if (isRecord(usage)) this.usage = usage;
    for (const choice of chunk.choices) {
      const known = this.#choices.get(choice.index) ?? new ChoiceAssembly(choice.index);
      this.#choices.set(choice.index, known);
      known.add(choice);
    }
  }

  whole() {
    const choices = [...this.#choices.entries()]
      .toSorted(([a], [b]) => a - b)
      .map(([, choice]) => choice.whole());
    return {
      ...this.#envelope,
      object: 'chat.completion',
      choices,
      ...(this.usage === null ? {} : { usage: this.usage }),
    };
  }
}
