import type { Pool } from 'pg';
import type { Alert } from '#contracts';
import { calmIncident, claimDeliveries, markDelivered, raiseIncident, type DeliveryBatch } from '#postgres';

export const alertOf = (fingerprint: string): Alert => ({
  status: 'firing',
  labels: { alertname: 'ProviderDown', severity: 'critical', provider: 'openai' },
  annotations: { summary: 'openai is down', description: '12 of 12 attempts failed' },
  startsAt: '2026-01-02T03:04:05.678Z',
  endsAt: null,
  generatorURL: 'http://127.0.0.1:8090/',
  fingerprint,
});

export const at = new Date('2026-01-02T04:00:00.000Z');
export const hourMs = 3_600_000;
export const replicas = Array.from({ length: 20 });

interface RaisedOf {
  readonly sinks?: readonly string[];
  readonly forMs?: number;
  readonly handoffs?: readonly string[];
  readonly alert?: Partial<Alert>;
}

/** Each spec has sinks of its own, so that none sees what another left. */
export const raise = (pool: Pool, fingerprint: string, of: RaisedOf = {}): Promise<boolean> =>
  raiseIncident(pool, {
    alert: { ...alertOf(fingerprint), ...of.alert },
    forMs: of.forMs ?? 0,
    handoffs: of.handoffs ?? [],
    to: (of.sinks ?? []).map((sink) => ({ sink, group: 'g', waitMs: 0 })),
  });

export const calm = (pool: Pool, fingerprint: string, keepFiringForMs = 0): Promise<boolean> =>
  calmIncident(pool, { fingerprint, keepFiringForMs, at });

export const claim = (pool: Pool, sink: string, leaseMs = hourMs): Promise<DeliveryBatch | null> =>
  claimDeliveries(pool, { sinks: [sink], leaseMs });

export const idsOf = (batch: DeliveryBatch | null): string[] => batch!.deliveries.map(({ id }) => id);

export const told = (batch: DeliveryBatch | null): string[] =>
  (batch?.deliveries ?? []).map(({ alert }) => `${alert.fingerprint} ${alert.status}`);

/** What a sink hears until there is nothing more for it. */
export async function tellAll(pool: Pool, sink: string): Promise<string[]> {
  const heard: string[] = [];
  for (let batch = await claim(pool, sink); batch !== null; batch = await claim(pool, sink)) {
    heard.push(...told(batch));
    await markDelivered(pool, idsOf(batch));
  }
  return heard;
}
