import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../deploy/local/free-port.js';
import { AppProcess } from '../../router/app-process.js';
import type { History } from '../history/history.js';

type Environment = Readonly<Record<string, string>>;

/** The routers of a run: real processes, each with a name that the provider reads from its key. */
export class Fleet {
  readonly #routers = new Map<string, AppProcess>();

  /** @param environment of the router with this name */
  constructor(
    private readonly history: History,
    private readonly environment: (name: string) => Environment,
  ) {}

  /** Starts a router, which may not be ready yet. */
  async launch(name: string, env: Environment = {}): Promise<AppProcess> {
    const router = new AppProcess('router', await freePort(), { ...this.environment(name), ...env });
    this.#routers.set(name, router);
    return router;
  }

  async start(name: string, env: Environment = {}): Promise<AppProcess> {
    const router = await this.launch(name, env);
    await router.isReady();
    return router;
  }

  /** With -9: it does nothing any more. */
  async kill(name: string): Promise<void> {
    const router = this.#routers.get(name)!;
    router.kill('SIGKILL');
    await router.exited;
    this.history.add({ type: 'lost', router: name, at: Date.now() });
  }

  /** With SIGSTOP: it does nothing until SIGCONT, and does not know that it did not. */
  freeze(name: string): void {
    this.#routers.get(name)!.kill('SIGSTOP');
    this.history.add({ type: 'lost', router: name, at: Date.now() });
  }

  /** Drained with SIGTERM; its exit code. */
  stop(name: string): Promise<number | null> {
    return this.#routers.get(name)!.stop();
  }

  /** A frozen one is woken for it. */
  async stopAll(): Promise<void> {
    await Promise.all(
      [...this.#routers.values()].map((router) => {
        router.kill('SIGCONT');
        return router.stop();
      }),
    );
  }

  /** What the routers have said so far, on their logs and in their metrics. */
  async lookAtTexts(): Promise<void> {
    for (const [name, router] of this.#routers) {
      const metrics = await fetch(`${router.url}/metrics`).then(
        (response) => response.text(),
        () => '',
      );
      const texts = { 'the log': router.lines.map((line) => JSON.stringify(line)), metrics: [metrics] };
      for (const [where, parts] of Object.entries({ ...texts, stderr: [router.stderr] })) {
        this.history.add(...parts.map((text) => ({ type: 'told' as const, router: name, where, text })));
      }
    }
  }

  async watchMemory(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const [router, { pid }] of this.#routers) {
        const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
        const kiB = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
        this.history.add({ type: 'measured', router, residentMiB: Math.round(kiB / 1024), at: Date.now() });
      }
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }
}
