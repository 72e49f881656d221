import { keyVariable } from './compile-providers.js';
import { ConfigText } from './config-text.js';
import { knownProvider } from './known-providers.js';
import { readVariable, variablesOf, type Environment } from './provider-environment.js';
import { readConfigFile } from './read-config-file.js';

/** Nobody is called with it. */
const standInKey = 'stand-in';
const standInAddress = 'http://stand-in.invalid';

/**
 * The environment with what it lacks for these providers: whoever only reckons with a provider needs neither its key nor
 * its address, and the machine that does so may have neither.
 *
 * @param providers each with the model that it is to have where nothing names one
 */
export function standInEnvironment(
  env: Environment,
  fileText: string | null,
  providers: ReadonlyMap<string, string | null>,
): Environment {
  const yaml = new ConfigText(fileText ?? '').read();
  const { file } = readConfigFile(yaml.ok ? yaml.value : {});
  const standIns: Record<string, string> = {};
  for (const [name, model] of providers) {
    const entry = file.providers[name];
    const needs = knownProvider(name)?.needs ?? 'key';
    const variables = variablesOf(name);
    standIns[keyVariable(name, entry)] = standInKey;
    if (needs !== 'key' && entry?.base_url === undefined) standIns[variables.address] = standInAddress;
    if (model !== null && entry?.model === undefined) standIns[variables.model] = model;
  }
  const lacking = Object.entries(standIns).filter(([name]) => readVariable(env, name) === null);
  return { ...env, ...Object.fromEntries(lacking) };
}
