import { AzureOpenAI } from 'openai';
import { ClassifiedError } from '../failures/classified-error.js';
import { buildOnce } from '../http/build-once.js';
import { ownOptions, ownSending } from '../openai/connect-to-openai.js';
import type { Addressee, OpenAIDialect } from '../openai/openai-dialect.js';
import type { Endpoint } from '../provider-adapter.js';
import { withDefaultHeaders } from '../with-default-headers.js';

/** The newest that is generally available of those that have a date; the previews after it change. */
const defaultApiVersion = '2024-10-21';

/** May a name be part of an address? The SDK throws on what may not. */
const isSendable = (model: string): boolean => model.isWellFormed() && !/^\.{1,2}(?:\||$)/.test(model);

/** `deployment|api-version`, or a deployment alone. */
function addressee(model: string): Addressee {
  if (!isSendable(model)) {
    throw new ClassifiedError('model_not_found', 'NotFoundError', 'no deployment can have this name');
  }
  const bar = model.lastIndexOf('|');
  if (bar === -1) return { model };
  return { model: model.slice(0, bar), query: { 'api-version': model.slice(bar + 1) } };
}

function connect(endpoint: Endpoint): AzureOpenAI {
  if (endpoint.baseUrl === null) throw new Error('Azure OpenAI has no address but that of a resource');
  const client = new AzureOpenAI({
    ...ownOptions(endpoint),
    endpoint: endpoint.baseUrl,
    // The SDK would take OPENAI_BASE_URL of the environment, and refuse two addresses.
    baseURL: null,
    apiVersion: defaultApiVersion,
  });
  return buildOnce(
    withDefaultHeaders(client, endpoint.apiKey === null ? { 'api-key': null } : {}),
    ownSending(endpoint),
  );
}

/** Azure OpenAI: models by the names of their deployments, at the address of a resource. */
export const azureDialect: OpenAIDialect = {
  connect,
  addressee,
  knowsNewestNames: () => true,
  rules: [
    { code: /^no_capacity$/i, means: 'unavailable' },
    { code: /^(?:DeploymentNotFound|OperationNotSupported|ModelDeprecated)$/, means: 'model_not_found' },
  ],
};
