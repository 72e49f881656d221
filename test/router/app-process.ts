import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A line of an app's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg?: string };

/** One of our apps as a process of its own, as it runs in production: built, with nothing but its environment. */
export class AppProcess {
  readonly lines: LogLine[] = [];
  readonly exited: Promise<number | null>;
  #stderr = '';
  readonly #child: ChildProcess;

  constructor(
    readonly app: 'router' | 'health',
    readonly port: number,
    env: Readonly<Record<string, string>>,
  ) {
    const portVariable = app === 'router' ? 'ROUTER_PORT' : 'HEALTH_PORT';
    this.#child = spawn(process.execPath, [`dist/apps/${app}/src/main.js`], {
      // Nothing of the developer's own environment: a key there would change what the tests see.
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        [portVariable]: String(port),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.#child, 'exit').then(([code]) => code as number | null);
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#take(line));
    this.#child.stderr!.on('data', (bytes: Buffer) => (this.#stderr += bytes.toString()));
  }

  get stderr(): string {
    return this.#stderr;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when `/ready` has the wanted answer. */
  async isReady(wanted = true): Promise<void> {
    for (;;) {
      if (this.#hasEnded()) throw new Error(`${this.app} ended: ${this.#stderr}`);
      if ((await this.probe()) === (wanted ? 200 : 503)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The status of `/ready`; null while nobody listens. */
  async probe(): Promise<number | null> {
    const response = await fetch(`${this.url}/ready`).catch(() => null);
    await response?.text();
    return response?.status ?? null;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** SIGTERM, and its exit code. */
  async stop(): Promise<number | null> {
    this.kill('SIGTERM');
    return this.exited;
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #take(line: string): void {
    try {
      this.lines.push(JSON.parse(line) as LogLine);
    } catch {
      this.lines.push({ msg: line });
    }
  }
}
