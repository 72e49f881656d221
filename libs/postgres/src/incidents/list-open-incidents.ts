import type { Pool } from 'pg';
import { listLiveIncidents, type LiveIncident } from './list-live-incidents.js';

export type OpenIncident = Omit<LiveIncident, 'isPending'>;

/** What is firing, the oldest first. */
export async function listOpenIncidents(pool: Pool): Promise<OpenIncident[]> {
  return (await listLiveIncidents(pool)).filter(({ isPending }) => !isPending);
}
