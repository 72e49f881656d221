import type { Behaviour, SimulatedCall } from '../../../deploy/local/simulated-provider.js';
import type { CountedCall, Rule } from './rule.js';

type LiveRule = { readonly rule: Rule; left: number };

/**
 * Counts every call by its custom_id, which is the first word of the prompt, and says what becomes of it.
 *
 * A call is: under way → answered (paid) | refused | given up by its caller. Held calls are answered at the next
 * `release`; what is held after that waits for another.
 */
export class CallBook {
  readonly calls: CountedCall[] = [];
  readonly #answer: string;
  #rules: LiveRule[] = [];
  #gate = Promise.withResolvers<void>();
  readonly #watchers = new Set<() => void>();
  #waking = false;

  /** @param answer the text of every answer */
  constructor(answer: string) {
    this.#answer = answer;
  }

  set rules(rules: readonly Rule[]) {
    this.#rules = rules.map((rule) => ({ rule, left: rule.times ?? Infinity }));
  }

  release(): void {
    this.#gate.resolve();
    this.#gate = Promise.withResolvers();
  }

  /** Resolves when so many calls, of requests that begin so, have come, or have ended if that is what is waited for. */
  async until(count: number, requests: string, ended: boolean): Promise<void> {
    const fits = (call: CountedCall): boolean =>
      call.request.startsWith(requests) && (!ended || call.endedAt !== null);
    while (this.calls.filter(fits).length < count) {
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  respond(call: SimulatedCall): Behaviour {
    const request = requestOf(call);
    const counted: CountedCall = {
      request,
      format: call.format,
      router: /sk-(\w+)-/.exec(call.headers.authorization ?? '')?.[1] ?? null,
      at: call.startedAt,
      endedAt: null,
      paid: false,
    };
    this.calls.push(counted);
    const behaviour = this.#behaviourFor(call, request);
    void call.ended.then((end) => {
      counted.endedAt = Date.now();
      counted.paid = behaviour.kind === 'answer' && end === 'answered';
      this.#wake();
    });
    this.#wake();
    return behaviour;
  }

  #behaviourFor(call: SimulatedCall, request: string): Behaviour {
    const live = this.#rules.find(
      ({ rule, left }) =>
        left > 0 && request.startsWith(rule.requests ?? '') && (rule.format ?? call.format) === call.format,
    );
    const answer = { kind: 'answer', text: this.#answer } as const;
    if (!live) return answer;
    live.left -= 1;
    const { then } = live.rule;
    if (then.kind === 'hold') return { ...answer, after: this.#gate.promise };
    return then.kind === 'answer' ? { ...answer, ...then } : then;
  }

  /** Once for all that happens in a turn: there may be thousands. */
  #wake(): void {
    if (this.#waking) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      for (const wake of this.#watchers) wake();
      this.#watchers.clear();
    });
  }
}

function requestOf({ body }: SimulatedCall): string {
  const [message] = body['messages'] as { content: string }[];
  return message!.content.split(' ', 1)[0]!;
}
