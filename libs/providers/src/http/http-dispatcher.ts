import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { sharedConnections } from './shared-connections.js';

/** How connections to a provider are made. */
export interface ConnectionTerms {
  /** May many calls share a connection, where the server offers HTTP/2? Through a proxy none do. */
  readonly http2: boolean;
  /** To one origin at once; further calls wait for one, within their own time. Null: as many as there are calls. */
  readonly maxConnections: number | null;
}

const oneCallEach: ConnectionTerms = { http2: false, maxConnections: null };

const connectTimeoutMs = 10_000;
const maxAnswerBytes = 32 * 1024 * 1024;

const options: Agent.Options = {
  connectTimeout: connectTimeoutMs,
  // Each call has its own deadline; undici's 300 s would cut a long one short.
  headersTimeout: 0,
  bodyTimeout: 0,
  maxResponseSize: maxAnswerBytes,
  // An abort must end the call's socket, and one broken connection only one call.
  allowH2: false,
};

/** A server of one's own that runs beside us is no business of the company's proxy. */
const thisMachine = ['localhost', '127.0.0.1', '::1'];

/**
 * A pool of connections, kept alive; through the proxy that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name, in either
 * case. A CA of one's own is `NODE_EXTRA_CA_CERTS`.
 */
export function createHttpDispatcher(
  { http2, maxConnections }: ConnectionTerms = oneCallEach,
  env: NodeJS.ProcessEnv = process.env,
): Dispatcher {
  const named = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const [httpProxy, httpsProxy] = [named('HTTP_PROXY'), named('HTTPS_PROXY')];
  const limited = { ...options, connections: maxConnections };
  if (httpProxy === '' && httpsProxy === '') {
    return new Agent({ ...limited, ...(http2 ? sharedConnections(connectTimeoutMs) : {}) });
  }
  return new EnvHttpProxyAgent({
    ...limited,
    // undici takes one that is not named for one that is to be looked up.
    httpProxy,
    httpsProxy: httpsProxy || httpProxy,
    noProxy: [named('NO_PROXY'), ...thisMachine].filter(Boolean).join(','),
  });
}
