import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** `read` ends well on a line, and badly when the pipe closes because its writer is gone. */
const guard = `
read -r _ && exit 0
kill -s "$1" "$2" 2>/dev/null
waited=0
while kill -0 "$2" 2>/dev/null && [ "$waited" -lt 15 ]; do sleep 1; waited=$((waited + 1)); done
kill -s KILL "$2" 2>/dev/null
`;

/**
 * Ends the process `pid` with `signal` (and SIGKILL after 15 s) when this process is gone, however it went: SIGKILL
 * runs no exit handler, so a small shell waits on a pipe that only this process holds open. Call the result once
 * `pid` has ended; its number may belong to someone else afterwards.
 */
export function tether(pid: number, signal: NodeJS.Signals): () => void {
  const shell = spawn('sh', ['-c', guard, 'tether', signal.replace(/^SIG/, ''), String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  (shell.stdin as Socket).unref();
  shell.stdin.on('error', () => {});
  return () => shell.stdin.end('\n');
}
