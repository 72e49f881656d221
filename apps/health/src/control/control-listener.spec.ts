import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Control, LogRecord } from '#contracts';
import { defaultHealthPolicy, systemClock } from '#fallback';
import { pino } from 'pino';
import { HealthTable } from '../folding/health-table.js';
import { Rounds } from '../rounds.js';
import { controlKey } from './control-keys.js';
import { ControlListener } from './control-listener.js';
import { ForcedProvider } from './forced-provider.js';

const now = Date.parse('2026-11-21T05:00:00Z');
const later = (ms: number): string => new Date(now + ms).toISOString();

let warnings: string[];
let table: HealthTable;
let forced: ForcedProvider;
let listener: ControlListener;

beforeEach(() => {
  warnings = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
  const clock = { ...systemClock, now: () => now };
  const rules = { policy: defaultHealthPolicy, timeoutMsOf: () => undefined, modelsOf: () => ['gpt-4o'] };
  table = new HealthTable(rules, () => undefined);
  forced = new ForcedProvider();
  const rounds = new Rounds({ work: () => Promise.resolve(), pauseMs: 1_000, clock, logger });
  listener = new ControlListener(table, forced, rounds, clock, logger);
});

const record = (key: string, value: string | null, at = now): LogRecord => ({
  topic: 'llm.control',
  partition: 0,
  offset: '7',
  timestamp: String(at),
  key: Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers: {},
});
const hear = (order: Control, at = now): void =>
  listener.hear(record(controlKey(order), JSON.stringify(order satisfies Control), at));

const states = (): unknown[] => table.unsaved(now).map(({ draft: { state, until } }) => ({ state, until }));
const failed: Control = { type: 'report', provider: 'openai', outcome: 'failed' };

describe('what is heard on the control topic', () => {
  it('B5 forces a provider until then, and the last word counts', () => {
    hear({ type: 'force_provider', provider: 'ollama', until: later(9_000) });
    hear({ type: 'force_provider', provider: 'openai', until: later(2_000) });
    expect(forced.at(now)).toEqual({ provider: 'openai', until: now + 2_000 });
    expect(forced.at(now + 2_000)).toBeNull();
  });

  it('B6 a tombstone takes that back, and so does clearing', () => {
    for (const takeBack of [
      () => listener.hear(record('force_provider', null)),
      () => hear({ type: 'clear_cache', at: later(0) }),
    ]) {
      hear({ type: 'force_provider', provider: 'openai', until: later(9_000) });
      takeBack();
      expect(forced.at(now)).toBeNull();
    }
    hear({ type: 'force_provider', provider: 'openai', until: later(9_000) });
    listener.hear(record('report:openai', null));
    expect(forced.at(now)).not.toBeNull();
  });

  it('B7 B6 a report and clearing change the health, as of when they were said', () => {
    hear(failed, now - 10_000);
    expect(states()).toEqual([{ state: 'down', until: later(290_000) }]);
    hear({ type: 'clear_cache', at: later(-5_000) });
    expect(states()).toEqual([{ state: 'healthy', until: null }]);
  });

  it('B7 a report from a clock that is ahead holds from now', () => {
    hear(failed, now + 60_000);
    expect(states()).toEqual([{ state: 'down', until: later(300_000) }]);
  });

  it('is left alone when it cannot be read, or is for routers', () => {
    listener.hear(record('x', '{"type":"report","secret":1}'));
    listener.hear(record('x', '{'));
    expect(warnings).toHaveLength(2);
    expect(warnings.join('')).not.toContain('secret');
    listener.hear(record('x', '{"type":"cancel","org":"acme","custom_id":"1"}'));
    expect(warnings).toHaveLength(2);
    expect(states()).toEqual([]);
  });
});
