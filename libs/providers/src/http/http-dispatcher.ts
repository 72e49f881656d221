import { Agent } from 'undici';

const connectTimeoutMs = 10_000;
const maxAnswerBytes = 32 * 1024 * 1024;

/** The one pool of connections to every provider: kept alive, as many as there are calls. */
export function createHttpDispatcher(): Agent {
  return new Agent({
    connectTimeout: connectTimeoutMs,
    // Each call has its own deadline; undici's 300 s would cut a long one short.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxAnswerBytes,
    // An abort must end the call's socket, and one broken connection only one call.
    allowH2: false,
  });
}
