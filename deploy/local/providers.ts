import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, loadRoutingConfig } from '#fallback';
import { checkoutRoot } from './checkout-root.js';
import { MendableError } from './mendable-error.js';
import { startSimulatedProvider } from './simulated-provider.js';

export interface Providers {
  readonly simulated: boolean;
  /** How the screen names them. */
  readonly summary: string;
  /** What the apps' environment needs besides ours. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/** The providers that the environment or the config file names; where there is none, simulated ones. */
export async function findProviders(): Promise<Providers> {
  const configured = configuredProviders();
  if (configured.length > 0) {
    return { simulated: false, summary: configured.join(', '), env: {}, stop: () => Promise.resolve() };
  }
  const provider = await startSimulatedProvider();
  const env = {
    OLLAMA_URL: provider.ollamaUrl,
    OLLAMA_MODEL_NAME: 'sim-fast',
    OPENAI_BASE_URL: provider.openaiBaseUrl,
    OPENAI_API_KEY: 'simulated-not-a-key',
    OPENAI_MODEL_NAME: 'sim-slow',
  };
  const summary = `simulated ollama and openai on ${provider.url}: none is configured, see .env.example`;
  return { simulated: true, summary, env, stop: provider.stop };
}

function configuredProviders(): string[] {
  const file = resolve(checkoutRoot, process.env.UNDERSTUDY_CONFIG || 'deploy/understudy.yaml');
  try {
    const config = loadRoutingConfig(process.env, existsSync(file) ? readFileSync(file, 'utf8') : null);
    return [...config.providers.keys()];
  } catch (error) {
    throw error instanceof ConfigError ? new MendableError(error.message) : error;
  }
}
