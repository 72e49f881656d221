import { Injectable } from '@nestjs/common';
import { findHandoff, findOrganization, findSilence, UnreadableOrganization } from '#postgres';
import { Pool } from 'pg';
import { silenceView } from '../http/silence-view.js';

type Parameters = Readonly<Record<string, string>>;

/** What the writes to an address change, where it can be read back. */
@Injectable()
export class AuditedState {
  private readonly reads: Readonly<Record<string, (of: Parameters) => Promise<unknown>>> = {
    '/v1/organizations/:org': ({ org = '' }) => this.organization(org),
    '/v1/handoffs/:org/:custom_id/take': ({ org = '', custom_id = '' }) =>
      findHandoff(this.pool, org, custom_id),
    '/v1/silences/:id': ({ id = '' }) => this.silence(id),
  };

  constructor(private readonly pool: Pool) {}

  isKept(route: string): boolean {
    return route in this.reads;
  }

  /** Null where there is nothing. */
  async read(route: string, parameters: Parameters): Promise<unknown> {
    // Postgres cannot even be asked for a name with a NUL, and nothing has one.
    if (Object.values(parameters).some((text) => text.includes('\u0000'))) return null;
    return (await this.reads[route]?.(parameters)) ?? null;
  }

  private async silence(id: string): Promise<unknown> {
    const silence = await findSilence(this.pool, id);
    return silence === null ? null : silenceView(silence);
  }

  private async organization(org: string): Promise<unknown> {
    try {
      return await findOrganization(this.pool, org);
    } catch (error) {
      if (error instanceof UnreadableOrganization) return { org, problems: error.problems };
      throw error;
    }
  }
}
