import { describe, expect, it } from '@jest/globals';
import { readHealthSettings } from './health-settings.js';

describe('the settings of the health service', () => {
  it('are those of the local stack when nothing is said', () => {
    expect(readHealthSettings({})).toMatchObject({
      httpPort: 8090,
      topicPrefix: 'llm.',
      groupId: 'llm.health',
      publicUrl: 'http://127.0.0.1:8090',
      kafka: { brokers: ['127.0.0.1:29092'] },
      retentionDays: 7,
    });
  });

  it('follow the port and the public address', () => {
    expect(readHealthSettings({ HEALTH_PORT: '9000' })).toMatchObject({ publicUrl: 'http://127.0.0.1:9000' });
    expect(readHealthSettings({ PUBLIC_URL: 'https://llm.example' })).toMatchObject({
      publicUrl: 'https://llm.example',
    });
  });

  it('know where traces are, when an address is given that has a place for one', () => {
    const traces = 'https://traces.example/trace/{trace_id}';
    expect(readHealthSettings({ TRACE_URL: traces }).traceUrl).toBe(traces);
    expect(readHealthSettings({}).traceUrl).toBeNull();
    for (const TRACE_URL of ['https://traces.example', 'javascript:alert({trace_id})'])
      expect(() => readHealthSettings({ TRACE_URL })).toThrow('give an address with {trace_id} in it');
  });

  it('hold the token that writes have to show, if there is one', () => {
    expect(readHealthSettings({ ADMIN_TOKEN: ' s3cret\n' }).adminToken).toBe('s3cret');
    expect(readHealthSettings({}).adminToken).toBeNull();
    expect(readHealthSettings({ ADMIN_TOKEN: ' ' }).adminToken).toBeNull();
  });

  it('name every problem at once, of the environment, Kafka and the config', () => {
    const read = () =>
      readHealthSettings({
        HEALTH_PORT: 'x',
        RETENTION_DAYS: '0',
        DATABASE_URL: 'mysql://h/d',
        KAFKA_BROKERS: 'nowhere',
        UNDERSTUDY_CONFIG: '/nowhere',
      });
    expect(read).toThrow(
      /5 problems[^]*DATABASE_URL[^]*HEALTH_PORT[^]*RETENTION_DAYS is '0': give 1 or more[^]*KAFKA_BROKERS[^]*UNDERSTUDY_CONFIG/,
    );
  });
});
