import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { LlmAnswer, LlmFailure, type TerminalRecord } from '#contracts';
import { openLog } from './open-log.js';
import { describeAttempts } from './describe-record.js';

export interface AskOptions {
  readonly model?: string;
  readonly org: string;
  readonly chain?: string;
  readonly tier?: string;
  readonly task?: string;
  readonly session?: string;
  readonly preset?: string;
  readonly provider?: string;
  readonly system?: string;
  /** Seconds. */
  readonly wait: number;
  readonly json?: boolean;
}

/** @returns the exit code: 0 answered, 1 failed, 2 nothing came in time */
export async function ask(prompt: string, options: AskOptions): Promise<number> {
  const content = prompt === '-' ? await text(process.stdin) : prompt;
  const customId = `ask-${randomUUID()}`;
  const log = await openLog();
  try {
    const { promise: ended, resolve } = Promise.withResolvers<TerminalRecord>();
    await log.follow(['responses', 'failures'], false, ({ topic, value }) => {
      if (!value.includes(customId)) return;
      const parsed = (topic === 'responses' ? LlmAnswer : LlmFailure).safeParse(JSON.parse(value));
      if (parsed.success && parsed.data.custom_id === customId) resolve(parsed.data);
    });
    const producer = log.kafka.producer({ retry: { retries: 3 } });
    await producer.connect();
    await producer.send({
      topic: log.nameOf('requests'),
      messages: [{ key: options.org, value: JSON.stringify(requestOf(customId, content, options)) }],
    });
    await producer.disconnect();
    process.stderr.write(`Sent as ${customId}; waiting\n`);

    const timeout = AbortSignal.timeout(options.wait * 1000);
    const silence = new Promise<null>((give) => timeout.addEventListener('abort', () => give(null)));
    const record = await Promise.race([ended, silence]);
    if (record === null) {
      process.stderr.write(
        `No answer within ${options.wait} s. The request ${customId} stays on the log; is a router running?\n`,
      );
      return 2;
    }
    process.stdout.write(options.json ? `${JSON.stringify(record)}\n` : shown(record));
    return record.error === null ? 0 : 1;
  } finally {
    await log.close();
  }
}

const requestOf = (
  customId: string,
  content: string,
  { model, org, chain, tier, task, session, preset, provider, system }: AskOptions,
): object => ({
  custom_id: customId,
  method: 'POST',
  url: '/v1/chat/completions',
  org,
  session,
  context: 'understudy ask',
  body: {
    model,
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content },
    ],
  },
  routing: { chain, tier, task, preset, force_provider: provider },
});

function shown(record: TerminalRecord): string {
  const { routing } = record;
  const main =
    record.response === null
      ? record.error.message
      : (textOf(record.response.body) ?? JSON.stringify(record.response.body, null, 2));
  return `${main}\n\n${describeAttempts(routing)}\n`;
}

function textOf(body: Readonly<Record<string, unknown>>): string | null {
  const choices = body['choices'] as { message?: { content?: unknown } }[] | undefined;
  const content = choices?.[0]?.message?.content;
  return typeof content === 'string' ? content : null;
}
