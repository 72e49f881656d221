import { once } from 'node:events';
import { describeRecord } from './describe-record.js';
import { secondOf } from './second-of.js';
import { openLog, topicId, type SeenRecord } from './open-log.js';

export interface TailOptions {
  readonly org?: string;
  readonly fromBeginning?: boolean;
  readonly json?: boolean;
}

export async function tail(names: readonly string[], options: TailOptions): Promise<number> {
  const ids = names.map(topicId);
  const log = await openLog();
  const stopped = Promise.race([
    once(process, 'SIGINT'),
    once(process, 'SIGTERM'),
    new Promise((resolve) => process.stdout.once('error', resolve).once('close', resolve)),
  ]);
  try {
    await log.follow(ids, options.fromBeginning ?? false, (record) => {
      const line = lineOf(record, options);
      if (line !== null) process.stdout.write(`${line}\n`);
    });
    process.stderr.write(`Following ${ids.map((id) => log.nameOf(id)).join(', ')}; Ctrl-C ends it.\n`);
    await stopped;
    return 0;
  } finally {
    await log.close();
  }
}

/** Null for a record of another organization than the one that is looked for. */
export function lineOf(record: SeenRecord, { org, json }: TailOptions): string | null {
  const value = parse(record.value);
  if (org !== undefined && orgOf(value) !== org) return null;
  if (json === true) return record.value;
  const described = value === null ? null : describeRecord(record.topic, value);
  const line = described ?? `${record.topic} ${record.key ?? ''} ${record.value.length} bytes`;
  return `${secondOf(new Date(record.at).toISOString())}  ${line}`;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const orgOf = (value: Record<string, unknown> | null): unknown =>
  value?.['org'] ?? (value?.['labels'] as { org?: string } | undefined)?.org;
