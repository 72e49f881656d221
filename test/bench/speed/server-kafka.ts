import { join } from 'node:path';
import { startApart } from '../apart.js';
import { answeringAfter } from './answer-as-asked.js';
import type { Contestant } from './contestant.js';
import type { Course } from './race.js';
import { newRoute } from './route.js';
import type { Surroundings } from './surroundings.js';

export interface ServerKafkaTerms {
  readonly brokers: string;
  readonly requests: string;
  readonly responses: string;
  readonly partitions: number;
  readonly baseUrl: string;
}

/** NestJS's own transport with the openai SDK: it has one message of each partition under way. */
export async function startServerKafka(
  surroundings: Surroundings,
  { partitions, providerMs }: Course,
): Promise<Contestant> {
  const { brokers, providerOrigin } = surroundings;
  const { requests, responses } = await newRoute(surroundings, partitions);
  const terms: ServerKafkaTerms = {
    brokers,
    requests,
    responses,
    partitions,
    baseUrl: `${providerOrigin}${answeringAfter(providerMs)}/v1`,
  };
  const program = join(import.meta.dirname, 'server-kafka-main.js');
  const { pid, stop } = await startApart<null>(program, [JSON.stringify(terms)]);
  return { route: { requests, responses, partitions }, pids: [pid], inFlight: partitions, stop };
}
