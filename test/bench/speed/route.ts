import { createTopics } from '../../stack/create-topics.js';
import type { Route } from './contestant.js';
import type { Surroundings } from './surroundings.js';

let made = 0;

/** A prefix of topics that nobody else has, and its two topics. */
export async function newRoute(
  { admin }: Surroundings,
  partitions: number,
): Promise<Route & { readonly prefix: string }> {
  made += 1;
  const prefix = `bench-${made}.`;
  const route = { prefix, requests: `${prefix}requests`, responses: `${prefix}responses`, partitions };
  const configEntries = [{ name: 'max.message.bytes', value: String(8 * 1024 * 1024) }];
  await createTopics(
    admin,
    [route.requests, route.responses].map((topic) => ({ topic, numPartitions: partitions, configEntries })),
  );
  return route;
}
