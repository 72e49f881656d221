/**
 * The loop that one would write by hand, as fast as it goes: kafkajs, undici, and nothing that remembers what was done.
 * A crash loses what is under way, an answer that is no 200 ends it.
 */
import { Kafka, logLevel, type Message } from 'kafkajs';
import { Agent, request } from 'undici';
import { ready } from '../apart.js';
import type { PlainLoopTerms } from './plain-loop.js';

const terms = JSON.parse(process.argv[2]!) as PlainLoopTerms;
const { brokers, requests, responses, inFlight } = terms;
const kafka = new Kafka({ clientId: 'plain-loop', brokers: [brokers], logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: requests, maxWaitTimeInMs: 20 });
const producer = kafka.producer();
const dispatcher = new Agent();
const headers = { 'content-type': 'application/json', authorization: 'Bearer not-a-real-key' };

interface Line {
  readonly custom_id: string;
  readonly body: object;
}

async function call(body: object): Promise<object> {
  const answer = await request(terms.url!, {
    dispatcher,
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  if (answer.statusCode !== 200) throw new Error(`the provider answered ${answer.statusCode}`);
  return (await answer.body.json()) as object;
}

async function answer({ key, value }: Message): Promise<Message> {
  const { custom_id, body } = JSON.parse(String(value)) as Line;
  const answered = terms.url === null ? body : await call(body);
  return {
    key: key!,
    value: JSON.stringify({ custom_id, response: { status_code: 200, body: answered }, error: null }),
  };
}

let answers: Message[] = [];
let publishing = false;

/** One send at a time: what is answered meanwhile goes with the next. */
async function publish(message: Message): Promise<void> {
  answers.push(message);
  if (publishing) return;
  publishing = true;
  while (answers.length > 0) {
    const messages = answers;
    answers = [];
    await producer.send({ topic: responses, messages });
  }
  publishing = false;
}

let waiting: Message[] = [];
let next = 0;
let running = 0;
let paused = false;

function fill(): void {
  while (running < inFlight && next < waiting.length) {
    running += 1;
    void run(waiting[next++]!);
  }
  throttle(waiting.length - next);
  if (next < waiting.length) return;
  waiting = [];
  next = 0;
}

async function run(message: Message): Promise<void> {
  const answered = await answer(message);
  running -= 1;
  fill();
  await publish(answered);
}

/** As many wait as are under way: that hides the time for which a paused consumer sleeps. */
function throttle(left: number): void {
  const crowded = paused ? left >= inFlight / 2 : left > inFlight;
  if (crowded === paused) return;
  paused = crowded;
  if (paused) consumer.pause([{ topic: requests }]);
  else consumer.resume([{ topic: requests }]);
}

process.on('unhandledRejection', (error) => {
  throw error;
});
await Promise.all([consumer.connect(), producer.connect()]);
await consumer.subscribe({ topic: requests, fromBeginning: true });
consumer.on(consumer.events.GROUP_JOIN, () => ready(null));
await consumer.run({
  autoCommitInterval: 1_000,
  eachBatch: ({ batch }) => {
    for (const message of batch.messages) waiting.push(message);
    fill();
    return Promise.resolve();
  },
});
