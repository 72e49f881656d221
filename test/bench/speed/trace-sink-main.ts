import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ready } from '../apart.js';

/** Takes traces as a collector does, and keeps none. */
const server = createServer((request, response) => {
  request.resume().once('end', () => response.end());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
