import type { FailureCode, LlmRequest, Usage } from '#contracts';
import type { Clock } from '../clock.js';
import { providerOf, type RoutingConfig } from '../config/routing-config.js';
import { stepName } from '../plan.js';
import { estimateTokens } from '../planning/estimate-tokens.js';
import type { CallResult } from '../provider-port.js';
import type { Attempt, EndedAttempt } from '../walking/attempt-event.js';
import type { ObservedCall } from './observed-attempt.js';
import { calleeName, type ObservedWorld } from './observed-world.js';
import { cutShort, endLike } from './past-call.js';
import type { CallEnd, EvidenceKind, RequestEnd } from './request-end.js';
import { randomFrom } from './seeded-random.js';

/** A request that was on the log. */
export interface PastRequest {
  readonly key: string;
  readonly request: LlmRequest;
  /** When a router began with it, epoch ms. */
  readonly beganAt: number;
}

/** What the calls of a simulation go by. */
export interface CallWorld {
  readonly clock: Clock;
  readonly config: Pick<RoutingConfig, 'providers' | 'keyless'>;
  readonly world: Pick<ObservedWorld, 'evidenceFor' | 'usageOf'>;
  /** By `provider/model`, for what was never called. */
  readonly assumed: ReadonlyMap<string, ObservedCall>;
  readonly seed: number;
}

/**
 * One request on its way through a simulation: its calls end as what is known of that time says, or as is assumed; when
 * nothing is, its way is over, for whatever follows would be made up.
 */
export class Journey {
  private readonly calls: CallEnd[] = [];
  private readonly evidence: EvidenceKind[] = [];
  /** By callee. */
  private readonly turns = new Map<string, number>();
  private readonly givenUp = new AbortController();
  private unseen: string | null = null;
  /** Chance in its waits. */
  readonly random: () => number;

  constructor(
    private readonly past: PastRequest,
    private readonly surroundings: CallWorld,
  ) {
    this.random = randomFrom(`${surroundings.seed} ${past.key}`);
  }

  /** Aborts when nothing is known of what it calls. */
  get signal(): AbortSignal {
    return this.givenUp.signal;
  }

  async call(attempt: Attempt, signal: AbortSignal): Promise<CallResult> {
    const { clock, config } = this.surroundings;
    const { kind, observed } = this.look(attempt);
    this.evidence.push(kind);
    if (observed === null) {
      this.unseen ??= calleeName(attempt.of);
      this.givenUp.abort();
      return cutShort;
    }
    const { afterMs, result } = endLike(observed, attempt, {
      firstTokenTimeoutMs: this.isStream
        ? (providerOf(attempt.of.provider, config)?.firstTokenTimeoutMs ?? null)
        : null,
      usage: this.usage(kind, observed, attempt),
      isOwn: kind === 'same',
    });
    await clock.sleep(afterMs, signal);
    return signal.aborted ? cutShort : result;
  }

  ended({ of, costUsd, ...ended }: EndedAttempt): void {
    if (calleeName(of) === this.unseen) return;
    const failed = ended.outcome === 'succeeded' ? null : ended.failure.class;
    this.calls.push({ to: stepName(of), failed, costUsd });
  }

  /** @param by what has answered, and whether that was a fallback */
  endAs(
    end: 'answered' | FailureCode,
    by: { readonly name: string; readonly isFallback: boolean } | null,
  ): RequestEnd {
    const { key, beganAt } = this.past;
    const isKnown = this.unseen === null;
    return {
      key,
      end: isKnown ? end : 'unknown',
      by: isKnown ? (by?.name ?? null) : null,
      isFallback: isKnown && by !== null && by.isFallback,
      calls: this.calls,
      durationMs: this.surroundings.clock.now() - beganAt,
      evidence: this.evidence,
      unseen: this.unseen,
    };
  }

  private look({ of }: Attempt): { readonly kind: EvidenceKind; readonly observed: ObservedCall | null } {
    const { world, clock, assumed, seed } = this.surroundings;
    const { key: request } = this.past;
    const name = calleeName(of);
    const turn = (this.turns.get(name) ?? 0) + 1;
    this.turns.set(name, turn);
    // By the call alone: one that is made under two configs has the same luck, and what differs is the configs' doing.
    const random = randomFrom(`${seed} ${request} ${name} ${turn}`);
    const seen = world.evidenceFor({ request, of, turn, at: clock.now(), random });
    if (seen !== null) return { kind: seen.kind, observed: seen.attempt };
    const said = assumed.get(stepName(of)) ?? null;
    return { kind: said === null ? 'unseen' : 'assumed', observed: said };
  }

  private get isStream(): boolean {
    const { request } = this.past;
    return request.url === '/v1/chat/completions' && request.body.stream === true;
  }

  /** Its own answer's tokens tell more than those of another one's: prompts differ more than models do. */
  private usage(kind: EvidenceKind, { usage }: ObservedCall, { of }: Attempt): Usage {
    const own = kind === 'same' ? usage : this.surroundings.world.usageOf(this.past.key);
    return own ?? usage ?? this.estimate(of.promptTokens);
  }

  private estimate(promptTokens: number): Usage {
    const { output } = estimateTokens(this.past.request);
    return { input_tokens: promptTokens, output_tokens: output, cached_input_tokens: 0, estimated: true };
  }
}
