import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';

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
 * The one pool of connections to every provider: kept alive, as many as there are calls; through the proxy that
 * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name, in either case. A CA of one's own is `NODE_EXTRA_CA_CERTS`.
 */
export function createHttpDispatcher(env: NodeJS.ProcessEnv = process.env): Dispatcher {
  const named = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const [httpProxy, httpsProxy] = [named('HTTP_PROXY'), named('HTTPS_PROXY')];
  if (httpProxy === '' && httpsProxy === '') return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    // undici takes one that is not named for one that is to be looked up.
    httpProxy,
    httpsProxy: httpsProxy || httpProxy,
    noProxy: [named('NO_PROXY'), ...thisMachine].filter(Boolean).join(','),
  });
}
