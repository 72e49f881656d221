import { ErrorClass, everyModel, type ProviderHealth } from '#contracts';
import type { Availability, Callee } from './availability.js';
import {
  afterBadNews,
  afterGoodNews,
  afterSilence,
  afterStart,
  afterSuccess,
  availabilityIn,
  isTrial,
  neverOpened,
  type CircuitState,
  type Span,
  type Trouble,
} from './circuit-state.js';
import { tellsOfKey } from './health-subject.js';
import { includesEither, type HealthTopic } from './health-topic.js';
import { usable, worseOf } from './worse-availability.js';

interface Word {
  readonly topic: HealthTopic;
  state: CircuitState;
  class: ErrorClass;
  /** Since when it is so, and until when it is to be left alone: by these, old news are told from new ones. */
  since: number;
  until: number;
  expiresAt: number;
  /** Of the health record; 0 if there was none. */
  seq: number;
}

/** Models are named by requests, and what one router calls, all hear of. */
const capacity = 10_000;

const none: readonly Word[] = [];

/**
 * What others say: `apps/health` (`llm.provider-health`) and operators, of a model or a whole provider. Each word is a
 * circuit of its own, opened by bad news; good news, or a success here, let calls back in step by step, and a failed trial
 * opens it again. It holds for every address, and what is said of a key for the provider's own key only.
 */
export class Hearsay {
  private readonly words = new Map<string, Word>();
  private forgottenUntil = -Infinity;
  private latestStart = -Infinity;

  availabilityOf(callee: Callee, now: number): Availability {
    let worst = usable;
    for (const word of this.wordsOn(callee, now)) worst = worseOf(worst, availabilityIn(word.state, now));
    return worst;
  }

  /** @param provenAt when an attempt started here that succeeded, epoch ms: bad news from before are belied */
  heard(record: ProviderHealth, provenAt: number): void {
    const since = Date.parse(record.since);
    const topic = topicOf(record);
    const known = this.words.get(keyOf(topic));
    // A database that was begun anew counts from 1 again, with later times.
    if (known !== undefined && record.seq < known.seq && since <= known.since) return;
    if (isBad(record)) {
      if (since < provenAt) return;
      const trouble = { failedAt: since, until: Date.parse(record.until), class: causeOf(record) };
      this.spokenIllOf(topic, trouble, Date.parse(record.expires_at), record.seq);
    } else if (known !== undefined) {
      known.seq = record.seq;
      if (since < known.since) return;
      known.since = since;
      // What was spent is whole again for all at once: only what failed has to be tried with care.
      const isWhole = record.state === 'healthy' && known.class === 'rate_limit';
      known.state = isWhole ? { state: 'closed', recoveredAt: since } : afterGoodNews(known.state, since);
    }
  }

  reportedFailed(topic: HealthTopic, trouble: Trouble): void {
    this.spokenIllOf(topic, trouble, Infinity, null);
  }

  reportedWell(topic: HealthTopic, at: number): void {
    for (const word of this.words.values()) {
      if (!includesEither(topic, word.topic) || at < word.since) continue;
      word.state = afterGoodNews(word.state, at);
    }
  }

  /** Forgets what was said of a time before, also what will only be heard later. */
  forget(until: number): void {
    this.forgottenUntil = Math.max(this.forgottenUntil, until);
    for (const [key, word] of this.words) if (word.since <= until) this.words.delete(key);
  }

  started(callee: Callee, startedAt: number): void {
    this.latestStart = Math.max(this.latestStart, startedAt);
    for (const word of this.wordsOn(callee, startedAt)) word.state = afterStart(word.state, startedAt);
  }

  succeeded(callee: Callee, span: Span): void {
    for (const word of this.wordsOn(callee, span.endedAt)) word.state = afterSuccess(word.state, span);
  }

  /** @param cooldownMs how long such a failure is cooled down */
  failed(callee: Callee, errorClass: ErrorClass, cooldownMs: number, span: Span): void {
    if (!concerns(errorClass, callee)) return this.released(callee, span);
    const { startedAt, endedAt: failedAt } = span;
    const trouble = { failedAt, until: failedAt + Math.max(1, cooldownMs), class: errorClass };
    for (const word of this.wordsOn(callee, failedAt)) {
      if (!isTrial(word.state, startedAt)) continue;
      word.state = afterBadNews(word.state, trouble);
      word.class = errorClass;
    }
  }

  /** An attempt has ended that tells nothing. */
  released(callee: Callee, { startedAt, endedAt }: Span): void {
    for (const word of this.wordsOn(callee, endedAt)) word.state = afterSilence(word.state, startedAt);
  }

  private wordsOn(callee: Callee, now: number): readonly Word[] {
    if (this.words.size === 0) return none;
    const topics = [{ provider: callee.provider, model: null }, callee];
    const words = topics.map((topic) => this.words.get(keyOf(topic)));
    return words.filter(
      (word): word is Word => word !== undefined && word.expiresAt > now && concerns(word.class, callee),
    );
  }

  private spokenIllOf(
    { provider, model }: HealthTopic,
    trouble: Trouble,
    expiresAt: number,
    seq: number | null,
  ): void {
    const { failedAt: since, until } = trouble;
    if (since <= this.forgottenUntil) return;
    const topic = { provider, model };
    const key = keyOf(topic);
    const known = this.words.get(key);
    const isTold = known !== undefined && since <= known.since && until <= known.until;
    // What is under way began before this was heard: it is no trial of it.
    const heardAt = Math.max(since, this.latestStart);
    this.words.delete(key);
    this.words.set(key, {
      topic,
      state: isTold
        ? known.state
        : afterBadNews(known?.state ?? neverOpened, { ...trouble, failedAt: heardAt }),
      class: isTold ? known.class : trouble.class,
      since: Math.max(since, known?.since ?? 0),
      until: Math.max(until, known?.until ?? 0),
      expiresAt: Math.max(expiresAt, known?.expiresAt ?? 0),
      seq: seq ?? known?.seq ?? 0,
    });
    this.forgetOldest();
  }

  private forgetOldest(): void {
    const [oldest] = this.words.keys();
    if (oldest !== undefined && this.words.size > capacity) this.words.delete(oldest);
  }
}

/** What the fleet says of every model, it says of the provider. */
const topicOf = ({ provider, model }: ProviderHealth): HealthTopic => ({
  provider,
  model: model === everyModel ? null : model,
});

const keyOf = ({ provider, model }: HealthTopic): string =>
  model === null ? provider : `${provider}\n${model}`;

/** Another key has other limits, and a broken one is its owner's trouble. */
const concerns = (errorClass: ErrorClass, { credential }: Callee): boolean =>
  credential === null || !tellsOfKey(errorClass);

const isBad = (record: ProviderHealth): record is ProviderHealth & { until: string } =>
  (record.state === 'down' || record.state === 'limited') && record.until !== null;

/** The reason begins with the class behind the state; one that does not is taken for the most frequent failure. */
function causeOf({ reason, by_class: byClass }: ProviderHealth): ErrorClass {
  const named = ErrorClass.safeParse(reason.split(':', 1)[0]);
  if (named.success) return named.data;
  const [top] = Object.entries(byClass).sort(([, a], [, b]) => b - a);
  return ErrorClass.safeParse(top?.[0]).data ?? 'unavailable';
}
