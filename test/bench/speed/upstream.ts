import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, Message } from 'kafkajs';
import type { Route } from './contestant.js';
import { requestLines, type RequestLine } from './request-lines.js';
import type { Progress } from './steady-rate.js';
import type { Surroundings } from './surroundings.js';

const sliceBytes = 1_000_000;
const lookEveryMs = 25;
const sendEveryMs = 5;
/** Without a single answer for so long, nobody answers any more. */
const stuckAfterMs = 30_000;

/**
 * Who sends requests on a route and waits for their answers.
 *
 * States: silent ⇄ listening. Answers are read only while it listens. Otherwise they are counted by their offsets, which
 * costs next to nothing on a machine on which others are being measured.
 */
export class Upstream {
  readonly #surroundings: Surroundings;
  readonly #route: Route;
  readonly #consumer: Consumer;
  readonly #waiting = new Map<string, (at: number) => void>();
  #sent = 0;

  private constructor(surroundings: Surroundings, route: Route) {
    this.#surroundings = surroundings;
    this.#route = route;
    const groupId = `upstream-${route.responses}`;
    this.#consumer = surroundings.kafka.consumer({ groupId, maxWaitTimeInMs: 50 });
  }

  static async of(surroundings: Surroundings, route: Route): Promise<Upstream> {
    const upstream = new Upstream(surroundings, route);
    await upstream.#join();
    return upstream;
  }

  /** As many requests as can be sent at once; resolves when each has its answer. */
  async flood(bytes: number, count: number): Promise<readonly Progress[]> {
    const lines = requestLines(bytes, count);
    const before = await this.#answers();
    const progress = [{ at: performance.now(), answered: 0 }];
    const watch = async (): Promise<void> => {
      for (let latest = progress[0]!; latest.answered < count;) {
        await sleep(lookEveryMs);
        const answered = (await this.#answers()) - before;
        const at = performance.now();
        if (answered > latest.answered) progress.push((latest = { at, answered }));
        else if (at - latest.at > stuckAfterMs) throw this.#stuck(count - answered);
      }
    };
    await Promise.all([this.#sendAll(lines), watch()]);
    if (progress.at(-1)!.answered > count)
      throw new Error(`${this.#route.responses} has more than one answer to a request`);
    return progress;
  }

  /** Requests at a rate that leaves everybody time; how long each took until its answer was here, in ms. */
  async pace(bytes: number, perSecond: number, ms: number): Promise<readonly number[]> {
    const lines = requestLines(bytes, Math.round((perSecond * ms) / 1_000));
    return this.#listening(async () => {
      const startedAt = performance.now();
      const asked: Promise<readonly number[]>[] = [];
      for (let sent = 0; sent < lines.length; await sleep(sendEveryMs)) {
        const due = Math.ceil(((performance.now() - startedAt) / 1_000) * perSecond);
        const batch = lines.slice(sent, due);
        if (batch.length > 0) asked.push(this.#ask(batch));
        sent += batch.length;
      }
      return (await Promise.all(asked)).flat();
    });
  }

  /** Requests each of which is sent when the one before has its answer; how long each took, in ms. */
  async oneAtATime(bytes: number, count: number): Promise<readonly number[]> {
    return this.#listening(async () => {
      const delays: number[] = [];
      for (const line of requestLines(bytes, count)) delays.push(...(await this.#ask([line])));
      return delays;
    });
  }

  close(): Promise<void> {
    return this.#consumer.disconnect();
  }

  async #join(): Promise<void> {
    const { events } = this.#consumer;
    const joined = new Promise((resolve) => this.#consumer.on(events.GROUP_JOIN, resolve));
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic: this.#route.responses });
    await this.#consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        const now = performance.now();
        for (const { key } of batch.messages) this.#waiting.get(String(key))?.(now);
        return Promise.resolve();
      },
    });
    await joined;
    this.#consumer.pause([{ topic: this.#route.responses }]);
  }

  async #listening<T>(use: () => Promise<T>): Promise<T> {
    const topic = this.#route.responses;
    for (const { partition, high } of await this.#surroundings.admin.fetchTopicOffsets(topic)) {
      this.#consumer.seek({ topic, partition, offset: high });
    }
    this.#consumer.resume([{ topic }]);
    try {
      return await use();
    } finally {
      this.#consumer.pause([{ topic }]);
    }
  }

  #ask(lines: readonly RequestLine[]): Promise<readonly number[]> {
    const sentAt = performance.now();
    const answers = lines.map(async ({ id }) => (await this.#answerOf(id)) - sentAt);
    const delays = Promise.all([this.#send(lines), ...answers]).then(([, ...all]) => all);
    // It may fail before anybody waits for it.
    delays.catch(() => {});
    return delays;
  }

  #answerOf(id: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#stuck(1)), stuckAfterMs);
      this.#waiting.set(id, (at) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(at);
      });
    });
  }

  async #sendAll(lines: readonly RequestLine[]): Promise<void> {
    const perSlice = Math.max(1, Math.floor(sliceBytes / lines[0]!.line.length));
    for (let from = 0; from < lines.length; from += perSlice) {
      await this.#send(lines.slice(from, from + perSlice));
    }
  }

  /** The same number to each partition, so that contestants who share them have the same to do. */
  async #send(lines: readonly RequestLine[]): Promise<void> {
    const messages = lines.map(({ id, line }): Message => ({
      key: id,
      value: line,
      partition: this.#sent++ % this.#route.partitions,
    }));
    await this.#surroundings.producer.send({ topic: this.#route.requests, messages });
  }

  /** How many answers the topic has. */
  async #answers(): Promise<number> {
    const offsets = await this.#surroundings.admin.fetchTopicOffsets(this.#route.responses);
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  }

  #stuck(missing: number): Error {
    return new Error(
      `${missing} requests on ${this.#route.requests} have had no answer for ${stuckAfterMs / 1_000} s`,
    );
  }
}
