import type { Behaviour } from '../../deploy/local/simulated-provider.js';

const json = (status: number, body: unknown): Behaviour => ({
  kind: 'verbatim',
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Failures of those that speak OpenAI's format, but word what goes wrong in their own way. */
export const azure = {
  tooFast: json(429, {
    error: {
      code: '429',
      message:
        'Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 20 seconds.',
    },
  }),
  badKey: json(401, {
    error: {
      code: '401',
      message:
        'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription.',
    },
  }),
  noDeployment: json(404, {
    error: {
      code: 'DeploymentNotFound',
      message: 'The API deployment for this resource does not exist.',
    },
  }),
};

export const together = {
  unavailable: json(503, {
    id: 'nz7-simulated',
    error: {
      message: 'The server is overloaded or not ready yet.',
      type: 'service_unavailable',
      param: null,
      code: null,
    },
  }),
};

export const openrouter = {
  noCredits: json(402, {
    error: {
      message: 'Insufficient credits. Add more using https://openrouter.ai/settings/credits',
      code: 402,
    },
  }),
  /** What whoever serves the model said, passed on. */
  tooFast: json(429, {
    error: {
      message: 'Provider returned error',
      code: 429,
      metadata: {
        raw: 'deepseek/deepseek-r1 is temporarily rate-limited upstream. Please retry shortly.',
        provider_name: 'DeepInfra',
      },
    },
    user_id: 'org_simulated',
  }),
  badKey: json(401, { error: { message: 'No auth credentials found', code: 401 } }),
  providerDown: json(503, {
    error: {
      message: 'No instances available',
      code: 503,
    },
  }),
};
