import type { LlmFailure } from '#contracts';
import type { EndedAttempt } from '../folding/ended-attempt.js';
import { isOutage, type OrgOutage } from './org-outage-alert.js';

export interface OutagePolicy {
  /** How long after its last failure an organization has to be without another, when it is answered again. */
  readonly quietMs: number;
  /** How long without a failure, whatever else is known. A failure that is older when we read it opens nothing. */
  readonly forgottenAfterMs: number;
}

export const defaultOutagePolicy: OutagePolicy = { quietMs: 30_000, forgottenAfterMs: 900_000 };

/** Organizations come from requests, so there may be any number of names. */
const successesKept = 10_000;
/** To begin with; all of them are listed at /v1/handoffs. */
const handoffsKept = 100;

/**
 * What is known of organizations that got no answer, beyond the open incidents in the database. An outage is
 * untold (since its first failure) → told (its incident is open) → over. Silence counts only while we listen.
 */
export class OrgOutages {
  private readonly untoldByOrg = new Map<string, OrgOutage>();
  private readonly lastSuccess = new Map<string, number>();
  private told: ReadonlySet<string> = new Set();
  private listeningSince: number | null = null;

  constructor(private readonly policy: OutagePolicy) {}

  /** True when this is the first sign of an outage. */
  failed(
    { org, custom_id: customId, error }: LlmFailure,
    failedAt: number,
    now: number,
    traceId: string | null = null,
  ): boolean {
    if (!isOutage(error) || failedAt <= now - this.policy.forgottenAfterMs) return false;
    const before = this.untoldByOrg.get(org);
    const firstAt = Math.min(before?.firstAt ?? failedAt, failedAt, now);
    const handoffs = [...(before?.handoffs ?? []), ...(error.handoff ? [customId] : [])].slice(
      0,
      handoffsKept,
    );
    this.untoldByOrg.set(org, { org, firstAt, count: (before?.count ?? 0) + 1, error, handoffs, traceId });
    return !this.told.has(org);
  }

  attemptEnded({ org, startedAt, failure }: EndedAttempt): void {
    if (failure !== null) return;
    const latest = Math.max(startedAt, this.lastSuccess.get(org) ?? 0);
    this.lastSuccess.delete(org);
    this.lastSuccess.set(org, latest);
    if (this.lastSuccess.size <= successesKept) return;
    const [oldest] = this.lastSuccess.keys();
    if (oldest !== undefined) this.lastSuccess.delete(oldest);
  }

  untold(): OrgOutage[] {
    return [...this.untoldByOrg.values()];
  }

  markTold(outage: OrgOutage): void {
    if (this.untoldByOrg.get(outage.org) === outage) this.untoldByOrg.delete(outage.org);
  }

  /** @param orgs those whose incident is open */
  remember(orgs: Iterable<string>): void {
    this.told = new Set(orgs);
  }

  listening(isListening: boolean, now: number): void {
    this.listeningSince = isListening ? (this.listeningSince ?? now) : null;
  }

  isOver(org: string, lastFailureAt: number, now: number): boolean {
    if (this.listeningSince === null || this.untoldByOrg.has(org)) return false;
    const silentForMs = now - Math.max(lastFailureAt, this.listeningSince);
    const answeredSince = (this.lastSuccess.get(org) ?? 0) > lastFailureAt;
    return silentForMs >= (answeredSince ? this.policy.quietMs : this.policy.forgottenAfterMs);
  }
}
