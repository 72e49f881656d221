import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { startNodeSdk } from '@opentelemetry/sdk-node';
import { withUnitSuffixes } from './with-unit-suffixes.js';

export interface Telemetry {
  /** Every metric in Prometheus' text format. */
  metrics(): Promise<string>;
  /** Sends what is still buffered. */
  stop(): Promise<void>;
}

/**
 * Starts OpenTelemetry for this process: spans go out over OTLP only when an endpoint is set (the standard `OTEL_*`
 * variables), metrics are always there to be scraped, and the caller's trace context is carried on in either case.
 */
export function startTelemetry(service: string, env: NodeJS.ProcessEnv = process.env): Telemetry {
  const exportsSpans = Boolean(
    env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  );
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const sdk = startNodeSdk({
    resourceAttributes: { 'service.name': env['OTEL_SERVICE_NAME'] ?? service },
    metricReaders: [prometheus],
    logRecordProcessors: [],
    ...(exportsSpans ? {} : { spanProcessors: [] }),
  });
  const serializer = new PrometheusSerializer('', false, undefined, false, true);
  return {
    metrics: async () => {
      const { resourceMetrics } = await prometheus.collect();
      await resourceMetrics.resource.waitForAsyncAttributes?.();
      return serializer.serialize(withUnitSuffixes(resourceMetrics));
    },
    stop: () => sdk.shutdown(),
  };
}
