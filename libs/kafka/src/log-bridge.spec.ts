import { describe, expect, it } from '@jest/globals';
import { logLevel, type LogEntry } from 'kafkajs';
import { pino } from 'pino';
import { logBridge } from './log-bridge.js';

function bridged(entries: readonly [namespace: string, level: logLevel, message: string][]) {
  const lines: { level: string; msg: string }[] = [];
  const sink = {
    write: (line: string) => void lines.push(JSON.parse(line) as { level: string; msg: string }),
  };
  const formatters = { level: (label: string) => ({ level: label }) };
  const bridge = logBridge(pino({ level: 'trace', formatters }, sink));
  for (const [namespace, level, message] of entries) {
    const log = { timestamp: '', logger: 'kafkajs', message, broker: '127.0.0.1:29092' };
    bridge({ namespace, level, label: '', log } satisfies LogEntry);
  }
  return lines.map(({ level, msg }) => [level, msg]);
}

describe('logBridge', () => {
  it('says once that Kafka cannot be reached, however often it is tried', () => {
    const refused = 'Connection error: connect ECONNREFUSED 127.0.0.1:29092';
    const lines = bridged([
      ['Connection', logLevel.ERROR, refused],
      [
        'BrokerPool',
        logLevel.ERROR,
        `Failed to connect to seed broker, trying another broker from the list: ${refused}`,
      ],
      ['Connection', logLevel.ERROR, refused],
    ]);
    expect(lines.map(([level]) => level)).toEqual(['warn', 'debug', 'debug']);
    expect(lines[0]![1]).toBe(
      'Kafka at 127.0.0.1:29092 cannot be reached (ECONNREFUSED): trying again every 2 s',
    );
  });

  it.each([
    ['Connection error: self-signed certificate in certificate chain', 'KAFKA_SSL_CA'],
    ["Connection error: Hostname/IP does not match certificate's altnames", 'KAFKA_BROKERS'],
    ['Connection error: write EPROTO 0A00010B:SSL routines::wrong version number', 'KAFKA_SSL=false'],
  ])('names the mend of %s', (message, mend) => {
    expect(bridged([['Connection', logLevel.ERROR, message]])[0]![1]).toContain(mend);
  });

  it('keeps the chatter down, and errors that nobody else tells up', () => {
    const lines = bridged([
      ['ConsumerGroup', logLevel.INFO, 'Pausing fetching from 1 topics'],
      ['Connection', logLevel.ERROR, 'Response GroupCoordinator(key: 10, version: 2)'],
      ['ConsumerGroup', logLevel.ERROR, 'Offset out of range, resetting to default offset'],
    ]);
    expect(lines.map(([level]) => level)).toEqual(['debug', 'debug', 'error']);
  });
});
