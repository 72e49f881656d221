import { onFrame } from '../../transport/on-frame.js';
import type { Protocol } from './protocol.js';

export const kafkaProtocol: Protocol = {
  eachPiece: onFrame,
  belongs: (piece, question) => (piece.readInt32BE(4) === question.readInt32BE(8) ? 'last' : 'other'),
  // Brokers tell each other's addresses. Ours is as long, so nothing around it changes.
  readdress(piece, serverPort, relayPort) {
    const [told, ours] = [addressOf(serverPort), addressOf(relayPort)];
    for (let at = piece.indexOf(told); at >= 0; at = piece.indexOf(told, at + told.length))
      ours.copy(piece, at);
    return piece;
  },
};

function addressOf(port: number): Buffer {
  const address = Buffer.from('127.0.0.1\0\0\0\0');
  address.writeInt32BE(port, address.length - 4);
  return address;
}

const apiKeys = { produce: 0, 'offset-commit': 8 } as const;

/** Questions of this kind; with a topic, those that name it. */
export const kafkaAsks =
  (api: keyof typeof apiKeys, topic = '') =>
  (question: Buffer): boolean =>
    question.readInt16BE(4) === apiKeys[api] && question.includes(topic);
