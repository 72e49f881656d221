import { readFile } from 'node:fs/promises';
import { MendableError } from '../../../deploy/local/mendable-error.js';

/** Linux counts CPU time in hundredths of a second, whatever its kernel's clock. */
const msPerTick = 10;

/** The CPU time of processes, in ms, user and system. */
export async function cpuTimeOf(pids: readonly number[]): Promise<number> {
  const ticks = await Promise.all(pids.map(async (pid) => cpuTicks(await read(pid, 'stat'))));
  return sum(ticks) * msPerTick;
}

/** The most memory that processes have held, in MB, each at its own peak. */
export async function peakMemoryOf(pids: readonly number[]): Promise<number> {
  const peaks = await Promise.all(pids.map(async (pid) => peakKilobytes(await read(pid, 'status'))));
  return sum(peaks) / 1_024;
}

/** Of `/proc/<pid>/stat`; a program's name, in brackets, may hold spaces and brackets. */
export function cpuTicks(stat: string): number {
  const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(user) + Number(system);
}

/** Of `/proc/<pid>/status`. */
export const peakKilobytes = (status: string): number => Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]);

async function read(pid: number, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new MendableError(`/proc/${pid}/${file} cannot be read (${code}): these cases need Linux.`);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
