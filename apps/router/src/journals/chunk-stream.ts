import type { ChatChunk, LlmChunk, LlmRequest } from '#contracts';

/** Puts one record on `llm.chunks`; records of one request keep their order. */
export type PublishChunk = (chunk: LlmChunk) => void;

/**
 * Tells of one request's answer on `llm.chunks`, piece by piece, whichever attempts it takes.
 *
 * The stream is open, then done. Of an attempt nothing is told (silent) until its first piece (speaking); then each piece,
 * until it ends: well, or superseded, which tells readers to drop its text.
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
    private readonly request: Pick<LlmRequest, 'custom_id' | 'org'>,
    private readonly publish: PublishChunk,
  ) {}

  delta(attemptId: string, chunk: ChatChunk): void {
    this.speaking.add(attemptId);
    this.tell({ ...this.next(attemptId), type: 'delta', chunk });
  }

  /** @param reason why an attempt that has ended is no answer: the class of its failure; null: it is the answer */
  ended(attemptId: string, reason: string | null): void {
    if (this.answer === null) this.latest = attemptId;
    if (reason === null) this.answer = attemptId;
    else if (this.speaking.delete(attemptId)) {
      this.tell({ ...this.next(attemptId), type: 'superseded', reason });
    }
  }

  /** @param otherwise names the end of a request that no attempt was made for */
  done(outcome: 'succeeded' | 'failed', otherwise: string): void {
    this.tell({ ...this.next(this.answer ?? this.latest ?? otherwise), type: 'done', outcome });
    this.isDone = true;
  }

  private tell(chunk: LlmChunk): void {
    if (this.isDone) return;
    this.seq += 1;
    this.publish(chunk);
  }

  private next(attemptId: string): Pick<LlmChunk, 'custom_id' | 'org' | 'attempt_id' | 'seq'> {
    const { custom_id, org } = this.request;
    return { custom_id, org, attempt_id: attemptId, seq: this.seq };
  }
}
