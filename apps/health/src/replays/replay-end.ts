import { ConflictException, GoneException } from '@nestjs/common';

/** What came of one that was to be replayed. */
export type ReplayEnd<Replay> =
  | { readonly kind: 'replayed'; readonly replay: Replay }
  | { readonly kind: 'refused'; readonly why: string }
  /** The log has it no more. */
  | { readonly kind: 'gone'; readonly why: string };

/** @throws an HttpException that says why it was not replayed */
export function replayOrThrow<Replay>(subject: string, end: ReplayEnd<Replay>): Replay {
  if (end.kind === 'replayed') return end.replay;
  const message = `${subject} is not replayed: ${end.why}`;
  throw end.kind === 'gone' ? new GoneException(message) : new ConflictException(message);
}
