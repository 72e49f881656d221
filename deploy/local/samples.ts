import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import type { LlmAnswer, LlmFailure, Routing, TerminalRecord } from '#contracts';
import type { SampleLog } from './sample-log.js';
import { say } from './say.js';

interface Sample {
  readonly content: string;
  readonly model?: string;
  readonly fallback?: { readonly provider: string; readonly model_name: string };
  readonly ends: 'answered' | 'failed';
}

const org = 'samples';
const patience = { record: 120_000, alert: 15_000 };

const first: Sample = {
  content: 'Say hello in one short sentence.',
  ends: 'answered',
};
/** What only simulated providers can be asked for. */
const troubled: readonly Sample[] = [
  {
    content: 'Is this message spam? "You have won a yacht."',
    model: 'openai/sim-rate-limited',
    fallback: { provider: 'ollama', model_name: 'sim-fast' },
    ends: 'answered',
  },
  {
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
    say(`\n${styleText('dim', `> ${sample.content}`)}`);
    const record = await log.endOf(await send(log, sample), patience.record);
    const ends = await show(log, record);
    isAllWell &&= ends === sample.ends;
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

/** Each text in one piece: what the apps warn of may come in between. Resolves to how the sample ended, all told. */
async function show(log: SampleLog, record: TerminalRecord | undefined): Promise<Sample['ends'] | 'silence'> {
  if (!record) {
    say(`  ${cross} no record came within ${patience.record / 1000} s`);
    return 'silence';
  }
  const text = record.response ? contentOf(record) : record.error.message;
  const heading = styleText('bold', headingOf(record));
  say([heading, ...attemptLines(record.routing), `  ${indented(text)}`].join('\n'));
  if (record.response) return 'answered';
  return (await showAlert(log, record)) ? 'failed' : 'silence';
}

/** By what happened, whatever the sample was meant to show: real providers fail when they like. */
function headingOf({ response, error, routing }: TerminalRecord): string {
  if (response) return routing.fallback_used ? 'Rescued by a fallback' : 'Answered by the first provider';
  return error.code === 'all_providers_failed' ? 'Failed on all providers' : `Failed: ${error.code}`;
}

function contentOf({ response }: LlmAnswer): string {
  const { choices } = response.body as unknown as { choices: { message: { content: string | null } }[] };
  return choices[0]?.message.content ?? '';
}

async function showAlert(log: SampleLog, { error }: LlmFailure): Promise<boolean> {
  // What was wrong with the request alone calls for none.
  if (error.code !== 'all_providers_failed') return false;
  const alert = await log.alertFor(org, patience.alert);
  if (!alert) {
    say(`  ${cross} no alert came within ${patience.alert / 1000} s`);
    return false;
  }
  const { labels, annotations } = alert;
  say(`  ${styleText('red', `Alert ${labels.alertname} (${labels.severity})`)}: ${annotations.summary}`);
  return true;
}

function attemptLines({ attempts, requested_model: requested }: Routing): string[] {
  const [first] = attempts;
  const isPutLast = first && requested && requested !== `${first.provider}/${first.model}`;
  return [
    ...(isPutLast ? [`  – ${requested}  put last: it has failed a moment ago`] : []),
    ...attempts.map(({ provider, model, outcome, error, duration_ms: ms }) => {
      const why = error ? `${error.class}${error.status ? ` (${error.status})` : ''}` : outcome;
      const line = `${provider}/${model}  ${why}  ${styleText('dim', `${Math.round(ms)} ms`)}`;
      return `  ${error ? cross : check} ${line}`;
    }),
  ];
}

const indented = (text: string): string => text.trim().replaceAll('\n', '\n  ');
