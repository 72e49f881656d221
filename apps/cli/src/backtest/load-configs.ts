import { ConfigError, loadRoutingConfig, standInEnvironment, type RoutingConfig } from '#fallback';
import { configFile, readAll } from '#service';
import { readTextFile } from '../read-text-file.js';
import type { Callable } from './callable-then.js';

interface ConfigFile {
  readonly name: string;
  /** Null where there is none: then the environment says all. */
  readonly text: string | null;
}

/** The config of now, and the one that is tried. */
export interface ConfigFiles {
  readonly now: ConfigFile;
  readonly next: ConfigFile;
}

export type Configs = Readonly<Record<keyof ConfigFiles, RoutingConfig>>;

/** @param baseline the file of the config of now; by default the one that routers with this environment have */
export async function readConfigFiles(config: string, baseline?: string): Promise<ConfigFiles> {
  const before = baseline ?? configFile(process.env);
  return {
    now: before === null ? { name: 'the environment', text: null } : await readConfigFile(before),
    next: await readConfigFile(config),
  };
}

const readConfigFile = async (name: string): Promise<ConfigFile> => ({
  name,
  text: await readTextFile(name),
});

/**
 * Both as a router would load them.
 *
 * @param callable providers that are taken to be, whatever this environment lacks
 * @throws SettingsError with the problems of both
 */
export function loadConfigs(files: ConfigFiles, callable: Callable['providers'] = new Map()): Configs {
  const load = ({ name, text }: ConfigFile): RoutingConfig => {
    try {
      return loadRoutingConfig(standInEnvironment(process.env, text, callable), text);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new ConfigError(error.problems.map((problem) => `${name}: ${problem}`));
    }
  };
  return readAll({ now: () => load(files.now), next: () => load(files.next) });
}
