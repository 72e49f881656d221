import { hostname } from 'node:os';
import { registerAs } from '@nestjs/config';
import { readSettings, type ServiceSettings } from '#service';
import { z } from 'zod';

export interface RouterSettings extends ServiceSettings {
  /** Names this process in the ledger, in attempts and as a Kafka client. */
  readonly routerId: string;
  readonly groupId: string;
  /** Requests that run at once; as many again wait in memory. */
  readonly concurrency: number;
  /** The largest request record that is taken, and the largest answer that is sent, in bytes. */
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
}

const positive = (fallback: number) => z.coerce.number().int().positive().default(fallback);

const variables = {
  ROUTER_CONCURRENCY: positive(1024),
  MAX_REQUEST_BYTES: positive(1_048_576),
  MAX_RESPONSE_BYTES: positive(4_194_304),
};

export const routerSettings = registerAs('router', (): RouterSettings => {
  const { service, own } = readSettings(process.env, ['ROUTER_PORT', 8091], variables);
  return {
    ...service,
    routerId: `${hostname()}-${process.pid}-${Date.now().toString(36)}`,
    groupId: `${service.topicPrefix}router`,
    concurrency: own.ROUTER_CONCURRENCY,
    maxRequestBytes: own.MAX_REQUEST_BYTES,
    maxResponseBytes: own.MAX_RESPONSE_BYTES,
  };
});
