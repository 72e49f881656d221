import type { Protocol } from './protocol.js';

/** `ReadyForQuery`, outside a transaction: what was asked is committed. */
const ready = Buffer.from('Z\0\0\0\x05I', 'latin1');

/** pg asks one question at a time, and writes it in one go. */
export const postgresProtocol: Protocol = {
  eachPiece: (socket, take) => void socket.on('data', take),
  belongs: (piece) => (piece.subarray(-ready.length).equals(ready) ? 'last' : 'part'),
  readdress: (piece) => piece,
};

/** Questions that run this prepared statement: each names it. */
export const postgresRuns =
  (statement: string) =>
  (question: Buffer): boolean =>
    question.includes(`${statement}\0`);
