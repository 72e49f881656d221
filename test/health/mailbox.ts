import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../../deploy/local/free-port.js';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, as they came. */
  readonly raw: string;
}

/** A mail server that wants a password: down until it is up, at one address. */
export class Mailbox {
  readonly mails: Mail[] = [];
  private readonly server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'understudy' && password === 'mail-secret') done(null, { user: username });
      else done(new Error('535 who are you'));
    },
    onData: (stream, { envelope }, done) => {
      void text(stream).then((raw) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        this.mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });

  private constructor(private readonly port: number) {}

  static async make(): Promise<Mailbox> {
    return new Mailbox(await freePort());
  }

  get url(): string {
    return `smtp://understudy:mail-secret@127.0.0.1:${this.port}`;
  }

  async up(): Promise<this> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server.server, 'listening');
    return this;
  }

  async got(count: number): Promise<void> {
    while (this.mails.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  close(): Promise<void> {
    return new Promise((resolve) => void this.server.close(() => resolve()));
  }
}
