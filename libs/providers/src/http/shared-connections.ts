import type { Socket } from 'node:net';
import { buildConnector, type Agent } from 'undici';

/** How often a connection is asked for a sign of life. */
const defaultPingIntervalMs = 5_000;

/**
 * Ends a connection on which nothing comes, not even the answer to a ping, for two of their intervals: all calls to the
 * provider would wait on it for nothing, new ones too, until the kernel gives it up after a quarter of an hour.
 */
function endWhenDead(socket: Socket, pingIntervalMs: number): void {
  let heard = socket.bytesRead;
  const watch = setInterval(() => {
    if (socket.bytesRead === heard)
      socket.destroy(new Error('the connection is dead: a ping was not answered'));
    heard = socket.bytesRead;
  }, 2 * pingIntervalMs).unref();
  socket.once('close', () => clearInterval(watch));
}

/** Connections that many calls share, where the server offers HTTP/2. */
export function sharedConnections(
  connectTimeoutMs: number,
  pingIntervalMs = defaultPingIntervalMs,
): Agent.Options {
  const connect = buildConnector({ allowH2: true, timeout: connectTimeoutMs });
  return {
    allowH2: true,
    h2Options: { pingInterval: pingIntervalMs },
    connect: (options, callback) =>
      connect(options, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        if ('alpnProtocol' in socket && socket.alpnProtocol === 'h2') endWhenDead(socket, pingIntervalMs);
        callback(null, socket);
      }),
  };
}
