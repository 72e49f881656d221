import { once } from 'node:events';
import { connect } from 'node:net';

/** Metadata v1, correlation id 1, no client id, no topics. */
const metadataRequest = Buffer.from('0000000e' + '0003' + '0001' + '00000001' + 'ffff' + '00000000', 'hex');

/** Where the count of brokers stands in the answer: after its size and its correlation id. */
const countAt = 8;

/**
 * Passes when a Kafka at this address answers, and counts a broker among those that may hold a topic. Asked in bytes,
 * since a client that retries and logs is too much for a question whose answer is mostly "not yet".
 */
export async function kafkaAnswers(address: string): Promise<void> {
  const [host, port] = address.split(':');
  const socket = connect({ host: host!, port: Number(port) }).setTimeout(2_000);
  socket.on('timeout', () => socket.destroy(new Error(`${address} is silent.`)));
  try {
    await once(socket, 'connect');
    socket.write(metadataRequest);
    let answer = Buffer.alloc(0);
    for await (const chunk of socket) {
      answer = Buffer.concat([answer, chunk as Buffer]);
      if (answer.length >= countAt + 4) break;
    }
    if (answer.readInt32BE(countAt) === 0) throw new Error('The broker is still fenced.');
  } finally {
    socket.destroy();
  }
}
