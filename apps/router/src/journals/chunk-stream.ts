import type { ChatChunk, LlmChunk } from '#contracts';

/** Puts one record on `llm.chunks`; records of one request keep their order. Resolves once it, and all before it, are there. */
export type PublishChunk = (chunk: LlmChunk) => Promise<void>;

/** Whose answer it is. `run` is the number of the claim: a router that takes a request over has a higher one. */
export interface Streamed extends Pick<LlmChunk, 'custom_id' | 'org' | 'run'> {
  /** `resp_…`: stands where no attempt of this run can be named. */
  readonly resultId: string;
}

/**
 * Tells of one run of a request on `llm.chunks`, piece by piece, whichever attempts it takes.
 *
 * The stream is opened, then done. Of an attempt nothing is told (silent) until its first piece (speaking); then each piece,
 * until it ends: well, or superseded, which tells readers to drop its text.
 * Any run but the first begins with a `superseded`: its router cannot know which attempts of the dead one spoke, nor whether
 * that one is dead or only slow, so it speaks of all that is of a lower run.
 * Invariant: `seq` rises by one from 0 with each record; `done` is the last, and at most one attempt that spoke was not
 * superseded by then.
 */
export class ChunkStream {
  private readonly speaking = new Set<string>();
  private answer: string | null = null;
  private latest: string | null = null;
  private seq = 0;
  private isDone = false;

  constructor(
    private readonly of: Streamed,
    private readonly publish: PublishChunk,
  ) {}

  /** Before all else. */
  open(): void {
    const { run, resultId } = this.of;
    if (run > 1) void this.tell({ ...this.next(resultId), type: 'superseded', reason: 'taken_over' });
  }

  delta(attemptId: string, chunk: ChatChunk): void {
    this.speaking.add(attemptId);
    void this.tell({ ...this.next(attemptId), type: 'delta', chunk });
  }

  /** @param reason why an attempt that has ended is no answer: the class of its failure; null: it is the answer */
  ended(attemptId: string, reason: string | null): void {
    if (this.answer === null) this.latest = attemptId;
    if (reason === null) this.answer = attemptId;
    else if (this.speaking.delete(attemptId)) {
      void this.tell({ ...this.next(attemptId), type: 'superseded', reason });
    }
  }

  /** Resolves once the whole stream is on the log. */
  async done(outcome: 'succeeded' | 'failed'): Promise<void> {
    const told = this.tell({
      ...this.next(this.answer ?? this.latest ?? this.of.resultId),
      type: 'done',
      outcome,
    });
    this.isDone = true;
    await told;
  }

  private async tell(chunk: LlmChunk): Promise<void> {
    if (this.isDone) return;
    this.seq += 1;
    await this.publish(chunk);
  }

  private next(attemptId: string): Pick<LlmChunk, 'custom_id' | 'org' | 'attempt_id' | 'run' | 'seq'> {
    const { custom_id, org, run } = this.of;
    return { custom_id, org, attempt_id: attemptId, run, seq: this.seq };
  }
}
