import type { EndedAttempt } from '../walking/attempt-event.js';
import type { Availability, Callee } from './availability.js';
import { subjectKey } from './health-subject.js';
import { includesEither, type HealthTopic } from './health-topic.js';
import { LimitAnnouncement } from './limit-announcement.js';
import { RecentMap, type MapBounds } from './recent-map.js';
import { usable } from './worse-availability.js';

/** What providers have announced of their limits to this process, for each model and key. */
export class AnnouncedLimits {
  private readonly announcements: RecentMap<LimitAnnouncement>;

  constructor(bounds: MapBounds) {
    this.announcements = new RecentMap(bounds);
  }

  availabilityOf(callee: Callee, now: number): Availability {
    return this.announcements.get(subjectKey('limit', callee), now)?.availability(now) ?? usable;
  }

  started(callee: Callee, startedAt: number): void {
    this.announcementOn(callee, startedAt).started(startedAt);
  }

  /** Of a limit that it met an attempt tells better by its failure: that has the provider's own word for how long. */
  ended(ended: EndedAttempt): void {
    const { of, startedAt, durationMs, rateLimits = null } = ended;
    const hasMetLimit = ended.outcome !== 'succeeded' && ended.failure.class === 'rate_limit';
    this.announcementOn(of, startedAt + durationMs).ended(startedAt, hasMetLimit ? null : rateLimits);
  }

  reportedWell(topic: HealthTopic, at: number): void {
    for (const announcement of this.announcements.values()) {
      if (includesEither(topic, announcement)) announcement.forget(at);
    }
  }

  /** Forgets what was announced until then. */
  forget(until: number): void {
    for (const announcement of this.announcements.values()) announcement.forget(until);
  }

  private announcementOn(callee: Callee, now: number): LimitAnnouncement {
    const key = subjectKey('limit', callee);
    const known = this.announcements.get(key, now);
    if (known !== undefined) return known;
    const silent = new LimitAnnouncement(callee);
    this.announcements.set(key, silent, now);
    return silent;
  }
}
