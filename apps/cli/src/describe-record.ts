import type { Alert, LlmAttempt, Routing, TerminalRecord, TopicId } from '#contracts';
import { seconds } from './amounts.js';

/** One line for each attempt: what was tried, how it ended and how long it took. */
export function describeAttempts(routing: Routing): string {
  const lines = routing.attempts.map(({ provider, model, outcome, error, duration_ms }) => {
    const end = error === null ? outcome : `${outcome}: ${error.class} (${error.type})`;
    return `  ${outcome === 'succeeded' ? '✓' : '✗'} ${provider}/${model}  ${end}  ${seconds(duration_ms)}`;
  });
  const total = `${routing.provider === null ? 'nobody answered' : `answered by ${routing.provider}/${routing.model}`} in ${seconds(routing.duration_ms)}`;
  return [total, ...lines].join('\n');
}

/** One line for a record of a topic; null for one that has no telling line. */
export function describeRecord(topic: TopicId, value: unknown): string | null {
  switch (topic) {
    case 'responses':
    case 'failures': {
      const { custom_id, org, routing, error } = value as TerminalRecord;
      const walked = routing.fallback_chain_used.join(' → ') || 'no provider';
      return `${error === null ? '✓ answer ' : '✗ failure'} ${org}/${custom_id}  ${error === null ? walked : `${error.code}: ${walked}`}  ${seconds(routing.duration_ms)}`;
    }
    case 'attempts': {
      const { org, custom_id, provider, model, step, steps, outcome, error, duration_ms } =
        value as LlmAttempt;
      return `  attempt ${org}/${custom_id}  ${step}/${steps} ${provider}/${model}  ${error === null ? outcome : `${outcome}: ${error.class}`}  ${seconds(duration_ms)}`;
    }
    case 'alerts': {
      const { status, labels, annotations } = value as Alert;
      return `${status === 'firing' ? '! firing  ' : '  resolved'} ${labels.alertname}  ${annotations.summary}`;
    }
    case 'requests':
    case 'chunks':
    case 'providerHealth':
    case 'control':
    case 'deadLetters':
      return null;
  }
}
