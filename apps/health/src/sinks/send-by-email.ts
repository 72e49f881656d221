import { createTransport } from 'nodemailer';
import { alertText, headline, type Message } from './message.js';
import { Undeliverable } from './undeliverable.js';

export interface Envelope {
  readonly smtpUrl: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** The longest that the mail server may be silent. */
const longestMs = 10_000;

/** One mail to all of them. @throws Undeliverable */
export async function sendByEmail({ smtpUrl, from, to }: Envelope, message: Message): Promise<void> {
  const timeouts = { connectionTimeout: longestMs, greetingTimeout: longestMs, socketTimeout: longestMs };
  const transport = createTransport({ url: smtpUrl, ...timeouts });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: headline(message),
      text: message.alerts.map(alertText).join('\n\n--\n\n'),
      headers: { 'auto-submitted': 'auto-generated' },
    });
  } catch (error) {
    // Its message may quote addresses and what the server said of our password.
    const { code = 'unknown', responseCode } = error as { code?: string; responseCode?: number };
    const answer = responseCode === undefined ? '' : `, SMTP ${responseCode}`;
    throw new Undeliverable(`the mail server did not take it (${code}${answer})`);
  } finally {
    transport.close();
  }
}
