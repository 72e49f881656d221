import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import type { LlmAnswer, LlmFailure, Routing } from '#contracts';
import type { SampleLog } from './sample-log.js';
import { say } from './say.js';

interface Sample {
  readonly title: string;
  readonly content: string;
  readonly model?: string;
  readonly fallback?: { readonly provider: string; readonly model_name: string };
  readonly ends: 'answered' | 'failed';
}

const org = 'samples';
const patience = { record: 120_000, alert: 15_000 };

const first: Sample = {
  title: 'Answered by the first provider',
  content: 'Say hello in one short sentence.',
  ends: 'answered',
};
/** What only simulated providers can be asked for. */
const troubled: readonly Sample[] = [
  {
    title: 'Rescued by a fallback',
    content: 'Is this message spam? "You have won a yacht."',
    model: 'openai/sim-rate-limited',
    fallback: { provider: 'ollama', model_name: 'sim-fast' },
    ends: 'answered',
  },
  {
    title: 'Failed on all providers, with an alert',
    content: 'Summarize my last order.',
    model: 'openai/sim-down',
    fallback: { provider: 'ollama', model_name: 'sim-missing' },
    ends: 'failed',
  },
];

/** Sends the samples and shows what becomes of each. Resolves to whether all ended as they should. */
export async function runSamples(log: SampleLog, simulated: boolean): Promise<boolean> {
  const samples = simulated ? [first, ...troubled] : [first];
  let isAllWell = true;
  for (const sample of samples) {
    say(`\n${styleText('bold', sample.title)}`);
    const record = await log.endOf(await send(log, sample), patience.record);
    if (record) showAttempts(record.routing);
    if (record?.response) showAnswer(record);
    else if (record) isAllWell &&= await showFailure(log, record);
    else say(`  ${cross} no record came within ${patience.record / 1000} s`);
    isAllWell &&= sample.ends === (record?.response ? 'answered' : record ? 'failed' : undefined);
  }
  if (!simulated) {
    say(
      '\nA fallback and an alert are shown where no provider is configured: simulated ones fail on command.',
    );
  }
  return isAllWell;
}

async function send(log: SampleLog, { content, model, fallback }: Sample): Promise<string> {
  const request = {
    custom_id: `sample-${randomUUID()}`,
    method: 'POST',
    url: '/v1/chat/completions',
    org,
    body: { ...(model && { model }), messages: [{ role: 'user', content }] },
    ...(fallback && { routing: { fallback: { enabled: true, providers: [fallback] } } }),
  };
  await log.send(request);
  return request.custom_id;
}

const check = styleText('green', '✓');
const cross = styleText('red', '✗');

function showAnswer({ response }: LlmAnswer): void {
  const { choices } = response.body as unknown as { choices: { message: { content: string } }[] };
  say(`  ${indented(choices[0]?.message.content ?? '')}`);
}

/** Resolves to whether its alert came. */
async function showFailure(log: SampleLog, { error }: LlmFailure): Promise<boolean> {
  say(`  ${indented(error.message)}`);
  const alert = await log.alertFor(org, patience.alert);
  if (!alert) {
    say(`  ${cross} no alert came within ${patience.alert / 1000} s`);
    return false;
  }
  const { labels, annotations } = alert;
  say(`  ${styleText('red', `Alert ${labels.alertname} (${labels.severity})`)}: ${annotations.summary}`);
  return true;
}

function showAttempts({ attempts, requested_model: requested }: Routing): void {
  const [first] = attempts;
  if (first && requested && requested !== `${first.provider}/${first.model}`) {
    say(`  – ${requested}  put last: it has failed a moment ago`);
  }
  for (const { provider, model, outcome, error, duration_ms: ms } of attempts) {
    const why = error ? `${error.class}${error.status ? ` (${error.status})` : ''}` : outcome;
    const line = `${provider}/${model}  ${why}  ${styleText('dim', `${Math.round(ms)} ms`)}`;
    say(`  ${error ? cross : check} ${line}`);
  }
}

const indented = (text: string): string => text.trim().replaceAll('\n', '\n  ');
