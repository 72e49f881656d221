import { join } from 'node:path';
import { checkoutRoot } from './checkout-root.js';
import { ownedBy } from './left-behind.js';
import { dataDir, portVariable } from './local-environment.js';
import { MendableError } from './mendable-error.js';
import { say } from './say.js';
import { screenLine, type Level } from './screen-line.js';
import { startServer, type ServerProcess } from './server-process.js';

export interface AppProcess extends ServerProcess {
  readonly url: string;
}

type AppName = keyof typeof apps;

const apps = {
  router: { portVariable: 'ROUTER_PORT', defaultPort: 8091 },
  health: { portVariable: 'HEALTH_PORT', defaultPort: 8090 },
};

export const logDirectory = join(dataDir, 'logs');

const mainOf = (name: AppName): string => join(checkoutRoot, `dist/apps/${name}/src/main.js`);

/** @throws MendableError when another `npm start` of this checkout runs them: they share its logs and its ports */
export async function requireNoOtherStart(): Promise<void> {
  for (const name of Object.keys(apps) as AppName[]) {
    const running = await ownedBy(join(logDirectory, `${name}.pid`), mainOf(name));
    if (running === undefined) continue;
    throw new MendableError(
      `Understudy is up already, started by process ${running.owner}: use that one, or end it with Ctrl-C in its terminal or \`kill ${running.owner}\`.`,
    );
  }
}

/**
 * Starts one of the apps from the build, and resolves when it is ready. Until then the screen shows what it warns of,
 * since that is what keeps it from being ready; afterwards its own errors alone: those of a request are told on the
 * request's topics. All of it is in its log.
 */
export async function startApp(name: AppName, env: NodeJS.ProcessEnv): Promise<AppProcess> {
  const app = apps[name];
  const port = portVariable(app.portVariable, app.defaultPort);
  const main = mainOf(name);
  const url = `http://127.0.0.1:${port}`;
  let shownFrom: Level = 'warn';
  const server = await startServer({
    name,
    directory: logDirectory,
    command: process.execPath,
    args: ['--enable-source-maps', main],
    mark: main,
    port,
    portVariable: app.portVariable,
    stopSignal: 'SIGTERM',
    cwd: checkoutRoot,
    env: { ...process.env, ...env },
    probe: () => isReady(url),
    onLine: (line) => {
      const shown = screenLine(line, shownFrom);
      if (shown) say(`  ${name}: ${shown}`);
    },
  });
  shownFrom = 'error';
  return { ...server, url };
}

async function isReady(url: string): Promise<void> {
  const response = await fetch(`${url}/ready`);
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${url} is not ready.`);
}
