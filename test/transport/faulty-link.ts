import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Kafka, type KafkaConfig } from 'kafkajs';
import { pino, type Logger } from 'pino';
import { kafkaConfig } from '#kafka';
import { onFrame } from './on-frame.js';
import { connection } from './real-log.js';

const produce = 0;

/** What becomes of one produce request: told when it comes, so before the broker has it. */
export type Fate =
  | 'passes'
  /** The broker never sees it. */
  | 'request lost'
  /** The broker has written the records, and the client does not learn of it. */
  | 'response lost'
  /** As before, but the connection stays, and silent. */
  | 'response swallowed';

/** A TCP link to the broker that can be cut or fall silent, and that can lose produce requests and their responses. */
export class FaultyLink {
  fateOf: () => Fate = () => 'passes';
  /** What is sent is lost, and nobody is told. */
  isSilent = false;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  private constructor() {
    this.#server = createServer((client) => this.#join(client));
  }

  static async open(): Promise<FaultyLink> {
    const link = new FaultyLink();
    await link.up();
    return link;
  }

  /** Our Kafka client, on the far side of this link. */
  kafka(logger: Logger = pino({ level: 'silent' }), config: Partial<KafkaConfig> = {}): Kafka {
    return new Kafka({
      ...kafkaConfig(connection(), logger),
      ...config,
      socketFactory: ({ onConnect }) => connect({ host: '127.0.0.1', port: this.#port }, onConnect),
    });
  }

  async up(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Whoever connects is refused, and who was connected is cut off. */
  async down(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #join(client: Socket): void {
    const [host, port] = connection().brokers[0]!.split(':');
    const broker = connect({ host: host!, port: Number(port) });
    const fates = new Map<number, Fate>();
    const cut = (): void => {
      client.destroy();
      broker.destroy();
    };
    for (const socket of [client, broker]) {
      this.#sockets.add(socket);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        cut();
      });
      socket.on('error', cut);
    }
    onFrame(client, (frame) => {
      if (this.isSilent) return;
      if (frame.readInt16BE(4) === produce) {
        const fate = this.fateOf();
        fates.set(frame.readInt32BE(8), fate);
        if (fate === 'request lost') return cut();
      }
      broker.write(frame);
    });
    onFrame(broker, (frame) => {
      const fate = fates.get(frame.readInt32BE(4));
      if (fate === 'response lost') return cut();
      if (fate !== 'response swallowed') client.write(frame);
    });
  }
}
