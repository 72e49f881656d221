export { watchConfig, type ConfigWatch } from './config-watcher.js';
export { Liveness, Readiness } from './health-checks.js';
export { createHttpApp, listen } from './http-app.js';
export { patiently } from './patiently.js';
export { ProbesController, TELEMETRY } from './probes.controller.js';
export { runService, type RunningService, type ServiceContext } from './run-service.js';
export { readAll, SettingsError } from './settings-error.js';
export {
  configFile,
  readConfigText,
  readSettings,
  type Environment,
  type ServiceSettings,
} from './service-settings.js';
