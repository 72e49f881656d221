import type { Behaviour } from '../../deploy/local/simulated-provider.js';

const json = (status: number, body: unknown): Behaviour => ({
  kind: 'verbatim',
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Failures of those that speak OpenAI's format, but word what goes wrong in their own way. */
export const gemini = {
  /** At its OpenAI-compatible address, Gemini sends its own error in a list. */
  tooFast: json(429, [
    {
      error: {
        code: 429,
        message: 'Resource has been exhausted (e.g. check quota).',
        status: 'RESOURCE_EXHAUSTED',
      },
    },
  ]),
  overloaded: json(503, [
    {
      error: {
        code: 503,
        message: 'The model is overloaded. Please try again later.',
        status: 'UNAVAILABLE',
      },
    },
  ]),
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

export const anthropic = {
  overloaded: json(529, {
    error: { message: 'Overloaded', type: 'overloaded_error', code: null, param: null },
  }),
};
