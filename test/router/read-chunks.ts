import type { LogClient, SeenRecord } from './log-client.js';

export const chunksOf = (log: LogClient, customId: string): SeenRecord[] =>
  log.on('chunks').filter(({ value }) => value.custom_id === customId);

/** What a reader has that keeps to the contract: of the highest run that it has seen, what it was not told to drop. */
export function textOf(chunks: readonly SeenRecord[]): string {
  const texts = new Map<string, string>();
  let run = 0;
  for (const { value } of chunks) {
    if (value.run < run) continue;
    if (value.run > run) texts.clear();
    run = value.run as number;
    const attempt = String(value.attempt_id);
    if (value.type === 'superseded') texts.delete(attempt);
    if (value.type !== 'delta') continue;
    const content = (value.chunk.choices[0]?.delta.content ?? '') as string;
    texts.set(attempt, (texts.get(attempt) ?? '') + content);
  }
  return [...texts.values()].join('');
}
