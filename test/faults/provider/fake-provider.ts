import { join } from 'node:path';
import { checkoutRoot } from '../../../deploy/local/checkout-root.js';
import { startApart, type Apart } from '../../bench/apart.js';
import type { CountedCall, Rule } from './rule.js';

const program = join(checkoutRoot, 'dist/test/faults/provider/provider-main.js');

interface Addresses {
  readonly url: string;
  readonly control: string;
}

/** A provider that runs as a process of its own, counts its calls, and does to them what it is told over HTTP. */
export class FakeProvider {
  private constructor(private readonly apart: Apart<Addresses>) {}

  /** @param answer the text of every answer */
  static async start(answer: string): Promise<FakeProvider> {
    return new FakeProvider(await startApart<Addresses>(program, [answer]));
  }

  /** Speaks OpenAI's and Ollama's formats. */
  get url(): string {
    return this.apart.told.url;
  }

  /** In place of the rules before. */
  async behave(...rules: Rule[]): Promise<void> {
    await this.#order('PUT', '/rules', rules);
  }

  /** Answers what is held. */
  async release(): Promise<void> {
    await this.#order('POST', '/release');
  }

  /** Resolves when so many calls have come of requests whose custom_ids begin so. */
  async called(count: number, requests = ''): Promise<void> {
    await this.#order('GET', `/until?count=${count}&requests=${requests}`);
  }

  /** Resolves when so many calls have ended. */
  async ended(count: number, requests = ''): Promise<void> {
    await this.#order('GET', `/until?ended&count=${count}&requests=${requests}`);
  }

  async calls(): Promise<CountedCall[]> {
    return (await this.#order('GET', '/calls')) as CountedCall[];
  }

  stop(): Promise<void> {
    return this.apart.stop();
  }

  async #order(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.apart.told.control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The provider could not ${method} ${path}: ${await response.text()}`);
    return response.json();
  }
}
