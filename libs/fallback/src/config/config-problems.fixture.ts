const allProviders = 'ollama, openai, openrouter, azure, anthropic, gemini, together';

/** What is wrong, the file, and what is said of it. */
export const problemCases: readonly (readonly [
  about: string,
  text: string,
  ...problems: readonly string[],
])[] = [
  [
    'YAML that does not end',
    'chains:\n  a: [',
    'line 2: this is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['a key that is there twice', 'health: {}\nhealth: {}', 'line 2: this is no YAML: Map keys must be unique'],
  [
    'an alias without its anchor',
    'chains:\n  a: *gone',
    "line 2: this is no YAML: no anchor before it is called '&gone'",
  ],
  [
    'a list in the place of sections',
    '- chains',
    'line 1: the file: is no map; give sections such as providers and chains',
  ],
  [
    'a section that is none',
    'health: {}\nhealt: {}',
    "line 2: healt: no setting is called 'healt'; did you mean 'health'? known are providers, models, chains, tiers, tasks, sessions, presets, prices, default_chain, health, memory, hedging, alerts",
  ],
  [
    'settings that are none, each at its own line',
    'memory:\n  preferred_ttl: 3\n  zzz: 1',
    "line 2: memory.preferred_ttl: no setting is called 'preferred_ttl'; known are preferred_ttl_seconds",
    "line 3: memory.zzz: no setting is called 'zzz'; known are preferred_ttl_seconds",
  ],
  [
    'a setting that is none within a step',
    'chains:\n  a:\n    steps:\n      - openai/gpt-4o\n      - { provider: ollama, model: m, temprature: 1 }',
    "line 5: chains.a.steps[1].temprature: no setting is called 'temprature'; did you mean 'temperature'? known are provider, model, base_url, max_tokens, temperature, catch_errors, retries",
  ],
  [
    'a step that is neither a text nor a map',
    'chains: { a: { steps: [ollama/m, 3] } }',
    'line 1: chains.a.steps[1]: is a number; give a text or a map',
  ],
  [
    'a step without a model',
    'chains:\n  a:\n    steps:\n      - provider: openai',
    'line 4: chains.a.steps[0].model: is missing; give a text',
  ],
  [
    'a class of failures that is none',
    'chains: { a: { steps: [openai/x, { provider: ollama, model: m, catch_errors: [RateLimits] }] } }',
    "line 1: chains.a.steps[1].catch_errors[0]: no choice is called 'RateLimits'; did you mean 'RateLimit'? known are rate_limit, quota, auth, unavailable, timeout, network, model_not_found, bad_response, content_filter, context_length, bad_request, cancelled, unknown, RateLimit, Auth, ProviderUnavailable, ProviderQuotaExceeded, Timeout, Network, All",
  ],
  [
    'a choice that is no text',
    'providers: { a: { kind: 3 } }',
    'line 1: providers.a.kind: is a number; give one of openai, azure, ollama, anthropic, gemini, openrouter, together',
  ],
  [
    'a number that is too small',
    'hedging: { max_parallel: 0 }',
    'line 1: hedging.max_parallel: must be more than 0',
  ],
  [
    'a number that is too large',
    'health:\n  failure_rate: 2',
    'line 2: health.failure_rate: must be at most 1',
  ],
  [
    'a value that is empty',
    'health:\n  failure_rate:',
    'line 2: health.failure_rate: is empty; give a number',
  ],
  [
    'a name with a slash',
    'providers: { a/b: { kind: ollama } }',
    "line 1: providers['a/b']: give a name without spaces and slashes",
  ],
  ['an empty chain', 'chains:\n  a:\n    steps: []', 'line 3: chains.a.steps: is empty; give at least one'],
  [
    'a provider that is not there',
    'chains:\n  support:\n    steps:\n      - ollama/m\n      - opnai/gpt-4o',
    `line 5: chains.support.steps[1]: no provider is called 'opnai'; did you mean 'openai'? known are ${allProviders}`,
  ],
  [
    'a provider that is not there, of a model',
    'models:\n  m:\n    at:\n      opnrouter: x',
    `line 4: models.m.at.opnrouter: no provider is called 'opnrouter'; did you mean 'openrouter'? known are ${allProviders}`,
  ],
  [
    'a model that its provider does not have',
    'providers: { ollama: { kind: ollama, models: [qwen2.5] } }\nchains: { a: { steps: [openai/x, ollama/qwen2.4] } }',
    "line 2: chains.a.steps[1]: provider 'ollama' has no such model: no model is called 'qwen2.4'; did you mean 'qwen2.5'? known are qwen2.5",
  ],
  [
    'a model that its provider does not have, of a model',
    'providers: { ollama: { kind: ollama, models: [qwen2.5] } }\nmodels: { q: { at: { ollama: q } } }',
    "line 2: models.q.at.ollama: provider 'ollama' has no such model: no model is called 'q'; known are qwen2.5",
  ],
  [
    'a model that nobody has',
    'chains: { a: { steps: [openai/x, mystery] } }',
    "line 1: chains.a.steps[1]: no provider has a model called 'mystery'; write provider/model, or say under models what it is called at its providers",
  ],
  [
    'a provider that does not list its own model',
    'providers:\n  ollama:\n    kind: ollama\n    model: a1\n    models: [b1]',
    "line 5: providers.ollama.models: does not list its own model: no model is called 'a1'; known are b1",
  ],
  [
    'a step that is there twice',
    'chains:\n  a:\n    steps:\n      - openai/x\n      - ollama/m\n      - { provider: openai, model: x, max_tokens: 3 }',
    'line 6: chains.a.steps[2]: is there before this already, so it is never reached; take one of them out',
  ],
  [
    'a step to which no failure leads',
    'chains:\n  a:\n    steps:\n      - openai/x\n      - provider: ollama\n        model: m\n        catch_errors: [cancelled]\n      - { provider: ollama, model: n, catch_errors: [] }',
    'line 7: chains.a.steps[1].catch_errors: no failure leads to this step; name some, or leave catch_errors out',
    'line 8: chains.a.steps[2].catch_errors: no failure leads to this step; name some, or leave catch_errors out',
  ],
  [
    'a step that is there again, with the address that its provider has anyway, and with a slash at its end',
    'chains:\n  a:\n    steps:\n      - ollama/m\n      - { provider: ollama, model: m, base_url: http://127.0.0.1:11434 }\n      - { provider: ollama, model: m, base_url: http://127.0.0.1:11434/ }',
    'line 5: chains.a.steps[1]: is there before this already, so it is never reached; take one of them out',
    'line 6: chains.a.steps[2]: is there before this already, so it is never reached; take one of them out',
  ],
  [
    'one address of its own in two spellings, which are one endpoint',
    'chains:\n  a:\n    steps:\n      - { provider: openai, model: x, base_url: http://eu/v1 }\n      - { provider: openai, model: y, base_url: http://eu/v1/ }',
    'line 2: chains.a: all its steps share one endpoint, openai, and fail when that does; add a step at another provider, or say single_endpoint: true if that is meant',
  ],
  [
    'what an alias stands for, at its anchor, and what has a number for its name',
    'chains:\n  2:\n    steps: &s\n      - opnai/x\n  3:\n    steps: *s',
    `line 4: chains.2.steps[0]: no provider is called 'opnai'; did you mean 'openai'? known are ${allProviders}`,
    `line 4: chains.3.steps[0]: no provider is called 'opnai'; did you mean 'openai'? known are ${allProviders}`,
  ],
  [
    'a chain whose steps share one endpoint',
    'chains:\n  b: { steps: [openai/x] }\n  a:\n    steps: [ollama/m, ollama/n]',
    'line 3: chains.a: all its steps share one endpoint, ollama, and fail when that does; add a step at another provider, or say single_endpoint: true if that is meant',
  ],
  [
    'tiers in a circle',
    'tiers:\n  a: { steps: [openai/x], fallback: [b] }\n  b: { steps: [ollama/m], fallback: [c] }\n  c: { steps: [ollama/n], fallback: [b] }',
    'line 4: tiers.c.fallback: the tiers fall back in a circle, b → c → b; take one of them out of a fallback',
  ],
  [
    'a tier that falls back to itself',
    'tiers: { a: { steps: [openai/x], fallback: [a] } }',
    'line 1: tiers.a.fallback: the tiers fall back in a circle, a → a; take one of them out of a fallback',
  ],
  [
    'a circle through a fallback that the file does not write down',
    'tiers:\n  fast: { steps: [openai/x], fallback: [general] }\n  general: { steps: [ollama/m] }',
    'line 3: tiers.general.fallback: the tiers fall back in a circle, fast → general → fast; take one of them out of a fallback',
  ],
  [
    'a tier that is not there, and one that is there twice',
    'tiers:\n  a: { steps: [openai/x], fallback: [quick, b, b] }\n  b: { steps: [ollama/m] }',
    "line 2: tiers.a.fallback[0]: no tier is called 'quick'; known are a, b",
    "line 2: tiers.a.fallback[2]: 'b' is there before this already; take one of them out",
  ],
  [
    'tasks without their tier or chain',
    'tasks:\n  a: fast\n  b: { chain: c }\n  c: {}\n  d: { chain: x, tier: y }',
    "line 2: tasks.a: no tier is called 'fast'; the config defines none",
    "line 3: tasks.b: no chain is called 'c'; the config defines none",
    'line 4: tasks.c: give either a chain or a tier',
    'line 5: tasks.d: give either a chain or a tier',
  ],
  [
    'sessions that get nothing',
    'sessions:\n  - { pattern: a, chain: gone }\n  - { pattern: b, tier: gone }',
    "line 2: sessions[0].chain: no chain is called 'gone'; the config defines none",
    "line 3: sessions[1].tier: no tier is called 'gone'; the config defines none",
  ],
  [
    'sessions of which nothing is said, or too much',
    'sessions:\n  - { pattern: a }\n  - { pattern: b, tier: x, chain: y }',
    'line 2: sessions[0]: says nothing of these sessions; give a chain, a tier or budget_usd',
    'line 3: sessions[1]: give a chain or a tier, not both',
  ],
  [
    'a rule for sessions that is never reached',
    "sessions:\n  - { pattern: '*', budget_usd: 1 }\n  - { pattern: 'vip-*', budget_usd: 9 }",
    "line 3: sessions[1]: is never reached: '*' before it fits first; put it before that, or take it out",
  ],
  [
    'a default chain that is not there',
    'chains: { main: { steps: [openai/x] } }\ndefault_chain: mian',
    "line 2: default_chain: no chain is called 'mian'; did you mean 'main'? known are main",
  ],
  [
    'a server without an address',
    'providers:\n  my-vllm: { kind: openai }\n  gemini: { kind: openai }',
    'line 2: providers.my-vllm: has no address; give its base_url, or set MY_VLLM_BASE_URL',
    'line 3: providers.gemini: has no address; give its base_url, or set GEMINI_BASE_URL',
  ],
  [
    'two providers that read the same variables',
    'providers:\n  my-llm: { kind: openai, base_url: http://a }\n  my_llm: { kind: openai, base_url: http://b }',
    "line 3: providers.my_llm: reads the same variables as 'my-llm', MY_LLM_API_KEY and so on; give it another name",
  ],
  [
    'a placeholder without a default, and a default without a placeholder',
    'presets:\n  p:\n    system_prompt: "Speak {language}, { x }."\n    params: { langage: english }',
    'line 3: presets.p.system_prompt: {language} has no default; give one under params',
    "line 4: presets.p.params.langage: no placeholder is called 'langage'; did you mean 'language'? known are language",
  ],
  [
    'prices of nobody, and of no model',
    'prices:\n  opnai/x: &p { input_per_million: 1, output_per_million: 1 }\n  gpt-4o: *p',
    `line 2: prices['opnai/x']: no provider is called 'opnai'; did you mean 'openai'? known are ${allProviders}`,
    'line 3: prices.gpt-4o: is no provider/model',
  ],
  [
    'a capability that is none, one that is no yes or no, and a context window without room',
    'models:\n  a:\n    context_window: 0\n    capabilities:\n      image: false\n      tools: none',
    'line 3: models.a.context_window: must be more than 0',
    "line 5: models.a.capabilities.image: no setting is called 'image'; did you mean 'images'? known are chat, tools, images, images_by_address, audio, files, json_object, json_schema, embeddings, token_embeddings",
    'line 6: models.a.capabilities.tools: is a text; give true or false',
  ],
  [
    'a name of two models',
    'models:\n  a: { aliases: [c] }\n  b:\n    aliases:\n      - c',
    "line 5: models.b.aliases[0]: 'c' is a name of a already; a name has one meaning",
  ],
  [
    'faults of its form and of its meaning, at once and by line, without blaming those that name what is faulty',
    'default_chain: gone\nproviders:\n  vllm: { kind: openai, base_url: nowhere }\nchains:\n  a: { steps: [vllm/x, opnai/y] }\n  b: { steps: [] }\ntiers:\n  t: { steps: [vllm/x], fallback: [u] }\n  u: { step: [] }\ntasks: { t: u, b: { chain: b } }',
    "line 1: default_chain: no chain is called 'gone'; known are a, b",
    'line 3: providers.vllm.base_url: give an address such as http://127.0.0.1:8000/v1',
    `line 5: chains.a.steps[1]: no provider is called 'opnai'; did you mean 'openai'? known are ollama, openai, openrouter, vllm, azure, anthropic, gemini, together`,
    'line 6: chains.b.steps: is empty; give at least one',
    'line 9: tiers.u.steps: is missing; give a list',
    "line 9: tiers.u.step: no setting is called 'step'; did you mean 'steps'? known are steps, fallback, retries, retry_delay_seconds",
  ],
];
