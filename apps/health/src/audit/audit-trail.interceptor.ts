import { Inject, Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { addAuditEntry } from '#postgres';
import { Pool } from 'pg';
import { concatMap, type Observable } from 'rxjs';
import type { HealthSettings } from '../health-settings.js';
import { SETTINGS } from '../tokens.js';
import { AuditedState } from './audited-state.js';

/** The parts of a Fastify request that are needed here. */
interface Request {
  readonly method: string;
  readonly url: string;
  readonly ip: string;
  readonly params: Readonly<Record<string, string>>;
  readonly routeOptions: { readonly url: string };
}

/**
 * Writes down every write over HTTP that was carried out, whichever controller did it. One that was refused changed
 * nothing, and is in the log alone.
 */
@Injectable()
export class AuditTrail implements NestInterceptor {
  constructor(
    private readonly pool: Pool,
    private readonly state: AuditedState,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.method === 'GET' || request.method === 'HEAD') return next.handle();
    const before = await this.state.read(request.routeOptions.url, request.params);
    return next.handle().pipe(
      concatMap(async (answer) => {
        await this.write(request, before, answer ?? null);
        return answer;
      }),
    );
  }

  private async write(request: Request, before: unknown, answer: unknown): Promise<void> {
    const { method, url, ip, params, routeOptions } = request;
    const isKept = this.state.isKept(routeOptions.url);
    await addAuditEntry(this.pool, {
      actor: this.settings.adminToken === null ? ip : 'ADMIN_TOKEN',
      remote: ip,
      action: `${method} ${routeOptions.url}`,
      org: params['org'] ?? null,
      target: url.split('?')[0]!,
      before,
      after: isKept ? await this.state.read(routeOptions.url, params) : answer,
    });
  }
}
