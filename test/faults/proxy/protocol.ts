import type { Socket } from 'node:net';

/** What a relay must know of the language that it relays. */
export interface Protocol {
  /** Gives what comes on a socket piece by piece; a question is in one piece. */
  readonly eachPiece: (socket: Socket, take: (piece: Buffer) => void) => void;
  /** Is this piece from the server the (last of the) answer to the question, or another's? */
  readonly belongs: (piece: Buffer, question: Buffer) => 'last' | 'part' | 'other';
  /** What the client is to see of a piece, so that it comes to the relay again. */
  readonly readdress: (piece: Buffer, serverPort: number, relayPort: number) => Buffer;
}
