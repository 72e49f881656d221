import { metrics, type Counter, type Histogram } from '@opentelemetry/api';

/** 10 ms, doubling up to 327.68 s: OpenTelemetry's GenAI buckets. */
const seconds = Array.from({ length: 16 }, (_, power) => 0.01 * 2 ** power);

/** 1 to 67,108,864 in powers of four, likewise. */
const tokenCounts = Array.from({ length: 14 }, (_, power) => 4 ** power);

export interface RouterMetrics {
  /** Ended requests, by `outcome` (`answered` or a failure's code). */
  readonly requests: Counter;
  /** Ended attempts, by `provider`, `model`, `outcome` and `error_class`. */
  readonly attempts: Counter;
  /** US dollars that attempts have cost, failed ones too, by `provider` and `model`. */
  readonly cost: Counter;
  /** Answers that a later step gave, by `from` and `to` (`provider/model`). */
  readonly fallbacks: Counter;
  /** Records that could not be taken as requests. */
  readonly deadLetters: Counter;
  /** Seconds of one provider's call, as `gen_ai.client.operation.duration`. */
  readonly operationDuration: Histogram;
  /** Tokens of one provider's call, by `gen_ai.token.type`. */
  readonly tokens: Histogram;
  /** Seconds from a record's time stamp to its admission. */
  readonly queueWait: Histogram;
}

export function routerMetrics(): RouterMetrics {
  const meter = metrics.getMeter('understudy-router');
  const advice = { explicitBucketBoundaries: seconds };
  return {
    requests: meter.createCounter('llm.requests', { description: 'Requests that ended, by outcome' }),
    attempts: meter.createCounter('llm.attempts', {
      description: 'Attempts that ended, by provider, model and class',
    }),
    cost: meter.createCounter('llm.cost', {
      unit: 'USD',
      description: 'What attempts have cost, failed ones too',
    }),
    fallbacks: meter.createCounter('llm.fallbacks', { description: 'Requests that a later step rescued' }),
    deadLetters: meter.createCounter('llm.dead_letters', { description: 'Records that are not requests' }),
    operationDuration: meter.createHistogram('gen_ai.client.operation.duration', {
      unit: 's',
      description: 'Time of one call to a provider',
      advice,
    }),
    tokens: meter.createHistogram('gen_ai.client.token.usage', {
      unit: '{token}',
      description: 'Tokens that a call spent',
      advice: { explicitBucketBoundaries: tokenCounts },
    }),
    queueWait: meter.createHistogram('llm.queue_wait', {
      unit: 's',
      description: 'Time that a request lay on the log',
      advice,
    }),
  };
}

export interface Gauge {
  readonly description: string;
  /** As in OpenTelemetry: `s`, `By`. */
  readonly unit?: string;
  readonly read: () => number;
}

/** Registers gauges that are read when somebody scrapes. */
export function observeGauges(meterName: string, gauges: Readonly<Record<string, Gauge>>): void {
  const meter = metrics.getMeter(meterName);
  for (const [name, { read, ...options }] of Object.entries(gauges)) {
    meter.createObservableGauge(name, options).addCallback((result) => result.observe(read()));
  }
}
