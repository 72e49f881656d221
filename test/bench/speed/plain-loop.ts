import { join } from 'node:path';
import { startApart } from '../apart.js';
import { answeringAfter } from './answer-as-asked.js';
import type { Contestant } from './contestant.js';
import type { Course } from './race.js';
import { newRoute } from './route.js';
import type { Surroundings } from './surroundings.js';

export interface PlainLoopTerms {
  readonly brokers: string;
  readonly requests: string;
  readonly responses: string;
  readonly inFlight: number;
  /** Who is called; null: nobody, a request is its own answer. */
  readonly url: string | null;
}

/** kafkajs and undici, and nothing else. */
export const startPlainLoop = (surroundings: Surroundings, course: Course): Promise<Contestant> =>
  startLoop(
    surroundings,
    course,
    `${surroundings.providerOrigin}${answeringAfter(course.providerMs)}/v1/chat/completions`,
  );

/** kafkajs alone: what the way over Kafka and back takes. */
export const startEcho = (surroundings: Surroundings, course: Course): Promise<Contestant> =>
  startLoop(surroundings, course, null);

async function startLoop(
  surroundings: Surroundings,
  { partitions, inFlight }: Course,
  url: string | null,
): Promise<Contestant> {
  const { prefix: _, ...route } = await newRoute(surroundings, partitions);
  const { requests, responses } = route;
  const terms: PlainLoopTerms = { brokers: surroundings.brokers, requests, responses, inFlight, url };
  const program = join(import.meta.dirname, 'plain-loop-main.js');
  const { pid, stop } = await startApart<null>(program, [JSON.stringify(terms)]);
  return { route, pids: [pid], inFlight, stop };
}
