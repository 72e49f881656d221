import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach } from '@jest/globals';
import { freePort } from '../../deploy/local/free-port.js';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever a receiver would see
}

/** Whoever is told of alerts over HTTP: down ⇄ up, at one address. */
export class Receiver {
  readonly received: Received[] = [];
  /** What it answers. */
  status = 200;
  private server: Server | null = null;

  private constructor(private readonly port: number) {}

  static async make(): Promise<Receiver> {
    return new Receiver(await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async up(): Promise<this> {
    this.server = createServer((request, response) => {
      void text(request).then((raw) => {
        if (this.status < 300)
          this.received.push({
            path: request.url ?? '',
            headers: request.headers,
            raw,
            body: JSON.parse(raw) as unknown,
          });
        response.writeHead(this.status).end();
      });
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  async down(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    this.server = null;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  /** Resolves when so many came. */
  async got(count: number): Promise<void> {
    while (this.received.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Receivers that are gone after each test. */
export function useReceivers(): { make(): Promise<Receiver> } {
  const receivers: Receiver[] = [];
  afterEach(async () => {
    await Promise.all(receivers.splice(0).map((receiver) => receiver.down()));
  });
  return {
    make: async () => {
      const receiver = await Receiver.make();
      receivers.push(receiver);
      return receiver;
    },
  };
}
