import type { Command } from 'commander';

export interface ApiOptions {
  readonly url?: string;
  readonly json?: boolean;
}

/** The options of every command that speaks with the health service. */
export const withApi = (command: Command): Command =>
  command
    .option('--url <address>', 'where the health service is (default: HEALTH_URL, or else this machine)')
    .option('--json', 'print what the service said, as JSON');

/** For machines as it came, for people as text. */
export function say({ json }: ApiOptions, value: unknown, text: string): void {
  process.stdout.write(json === true ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`);
}
