import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { decodeRequest, defaultRequestLimits, type DecodedRequest, type LogRecord } from '#contracts';
import type { Flow } from '#kafka';
import { routerSettings } from '../router-settings.js';

const defaultOrg = 'default';

/**
 * What records hold, each decoded once: when it is admitted, to know whose it is. The handler finds it here; it is gone
 * with its record.
 */
@Injectable()
export class DecodedRequests {
  private readonly decoded = new WeakMap<LogRecord, DecodedRequest>();

  constructor(@Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>) {}

  of(record: LogRecord): DecodedRequest {
    let decoded = this.decoded.get(record);
    if (decoded === undefined) {
      const { maxDepth } = defaultRequestLimits;
      decoded = decodeRequest(record, { maxBytes: this.settings.maxRequestBytes, maxDepth });
      this.decoded.set(record, decoded);
    }
    return decoded;
  }

  /** G7: an organization is a flow; what cannot be read, and does not say whose it is, is nobody's. */
  flowOf(record: LogRecord): Flow {
    const decoded = this.of(record);
    if (decoded.kind === 'rejected') return { name: decoded.sender?.org ?? defaultOrg, lane: 'normal' };
    const { org, routing } = decoded.request;
    return { name: org, lane: routing.priority ?? 'normal' };
  }
}
