import type { LogRecord } from '#contracts';
import type { Flow } from './fair-queue.js';
import type { HandlerEnd } from './handler-end.js';
import { WorkPool, type Place, type WorkLimits } from './work-pool.js';

export const first: Place = { topic: 'requests', partition: 0 };
export const second: Place = { topic: 'requests', partition: 1 };

export function recordAt(offset: number, value = `v${offset}`, place = first, flow?: string): LogRecord {
  const key = flow === undefined ? null : Buffer.from(flow);
  return { ...place, offset: String(offset), timestamp: '1', key, value: Buffer.from(value), headers: {} };
}

const keyAsFlow = ({ key }: LogRecord): Flow => ({ name: key?.toString() ?? '', lane: 'normal' });

/** A pool whose handlers end when they are told to. */
export function poolOf(limits: Partial<WorkLimits> = {}, flowOf = keyAsFlow) {
  const running: { record: LogRecord; end: (how: HandlerEnd) => void }[] = [];
  const started: string[] = [];
  const handle = (record: LogRecord): Promise<HandlerEnd> => {
    const { promise, resolve } = Promise.withResolvers<HandlerEnd>();
    running.push({ record, end: resolve });
    started.push(record.offset);
    return promise;
  };
  const roomFor: number[] = [];
  const { concurrency = 2 } = limits;
  const all: WorkLimits = {
    concurrency,
    flowConcurrency: concurrency,
    buffer: 2,
    maxBytes: 1_000,
    ordering: 'none',
    ...limits,
  };
  const pool = new WorkPool(all, {
    handle,
    flowOf,
    onRoom: ({ partition }) => roomFor.push(partition),
  });
  const end = async (index: number, how: HandlerEnd = 'finished'): Promise<void> => {
    running.splice(index, 1)[0]!.end(how);
    const before = roomFor.length;
    while (roomFor.length === before) await Promise.resolve();
  };
  return { pool, running, started, roomFor, end };
}
