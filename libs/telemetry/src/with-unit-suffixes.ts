import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus';

type ResourceMetrics = Awaited<ReturnType<PrometheusExporter['collect']>>['resourceMetrics'];

const suffixes: Readonly<Record<string, string>> = { s: '.seconds', By: '.bytes', USD: '.usd' };

/**
 * Prometheus' names end in their unit and dashboards ask for them so, but the serializer leaves the unit out.
 * Source: OpenTelemetry's "Prometheus and OpenMetrics compatibility", metric metadata.
 */
export function withUnitSuffixes(collected: ResourceMetrics): ResourceMetrics {
  return {
    ...collected,
    scopeMetrics: collected.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map((metric) => {
        const { name, unit } = metric.descriptor;
        return { ...metric, descriptor: { ...metric.descriptor, name: `${name}${suffixes[unit] ?? ''}` } };
      }),
    })),
  };
}
