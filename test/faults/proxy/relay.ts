import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Protocol } from './protocol.js';

/** What becomes of a question, and of the connection that it came on. */
export type Fate =
  | 'passes'
  /** The server never hears of it, and the client hears nothing any more. */
  | 'stops before'
  /** The server has done what was asked, and the client hears nothing any more. */
  | 'stops after'
  /** The same, and the connection is cut. */
  | 'cut after';

export type Asks = (question: Buffer) => boolean;

/**
 * The network between a router and a server, which a test can break at a question that it names.
 *
 * up ⇄ down (nobody connects, nobody is connected), at the same address. A connection is: passing → stopping (what was
 * asked before the question is still answered) → stopped (silent), or cut.
 */
export class Relay {
  fateOf: (question: Buffer) => Fate = () => 'passes';
  /** By how much answers are late. */
  delayMs = 0;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #onStopped: () => void = () => {};

  private constructor(
    private readonly serverPort: number,
    private readonly protocol: Protocol,
  ) {}

  static async to(serverPort: number, protocol: Protocol): Promise<Relay> {
    const relay = new Relay(serverPort, protocol);
    await relay.up();
    return relay;
  }

  get port(): number {
    return this.#port;
  }

  async up(): Promise<void> {
    this.#server = createServer((client) => this.#join(client)).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Breaks at the next question that asks so; resolves when that has happened. */
  next(asks: Asks, fate: Exclude<Fate, 'passes'>): Promise<void> {
    this.fateOf = (question) => {
      if (!asks(question)) return 'passes';
      this.fateOf = () => 'passes';
      return fate;
    };
    return new Promise((resolve) => (this.#onStopped = resolve));
  }

  #join(client: Socket): void {
    const server = connect(this.serverPort, '127.0.0.1');
    for (const socket of [client, server]) this.#tie(socket, client, server);
    let stopping: { readonly at: Buffer; readonly fate: Fate } | null = null;
    let stopped = false;

    this.protocol.eachPiece(client, (question) => {
      if (stopping) return;
      const fate = this.fateOf(question);
      if (fate !== 'passes') stopping = { at: question, fate };
      if (fate === 'stops before') {
        stopped = true;
        this.#onStopped();
      } else server.write(question);
    });
    this.protocol.eachPiece(server, (piece) => {
      if (stopped) return;
      const belongs = stopping ? this.protocol.belongs(piece, stopping.at) : 'other';
      if (belongs === 'other') return this.#answer(client, piece);
      if (belongs === 'part') return;
      stopped = true;
      if (stopping?.fate === 'cut after') client.destroy();
      this.#onStopped();
    });
  }

  #answer(client: Socket, piece: Buffer): void {
    const answer = this.protocol.readdress(piece, this.serverPort, this.#port);
    if (this.delayMs === 0) client.write(answer);
    else setTimeout(() => client.write(answer), this.delayMs);
  }

  /** Where one end goes, the other does. */
  #tie(socket: Socket, client: Socket, server: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      client.destroy();
      server.destroy();
    });
  }
}
