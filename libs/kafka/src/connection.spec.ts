import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { connectionFromEnvironment } from './connection.js';

describe('connectionFromEnvironment', () => {
  it('is the local stack when nothing is set', () => {
    expect(connectionFromEnvironment({})).toEqual({
      clientId: 'understudy',
      brokers: ['127.0.0.1:29092'],
      ssl: false,
      sasl: undefined,
      compression: 'none',
    });
    expect(connectionFromEnvironment({ LOCAL_KAFKA_PORT: '30000' }).brokers).toEqual(['127.0.0.1:30000']);
  });

  it('reads brokers, TLS and SASL', () => {
    const environment = {
      KAFKA_BROKERS: 'a.example:9092, b.example:9092',
      KAFKA_SSL: 'true',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: 'ada',
      KAFKA_SASL_PASSWORD: 'secret',
      KAFKA_COMPRESSION: 'gzip',
    };
    expect(connectionFromEnvironment(environment)).toMatchObject({
      brokers: ['a.example:9092', 'b.example:9092'],
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', username: 'ada', password: 'secret' },
      compression: 'gzip',
    });
  });

  it('takes the authority that signed the brokers from a file, and says when that cannot be', () => {
    const directory = mkdtempSync(join(tmpdir(), 'understudy-ca-'));
    const file = join(directory, 'ca.pem');
    writeFileSync(file, 'the authority');
    const ssl = { KAFKA_SSL: 'true', KAFKA_SSL_CA: file };
    expect(connectionFromEnvironment(ssl).ssl).toEqual({ ca: 'the authority' });
    expect(() => connectionFromEnvironment({ ...ssl, KAFKA_SSL: '' })).toThrow('set KAFKA_SSL=true as well');
    rmSync(directory, { recursive: true });
    expect(() => connectionFromEnvironment(ssl)).toThrow(/KAFKA_SSL_CA: .* cannot be read \(ENOENT\)/);
  });

  it('names every problem at once, and no password', () => {
    const environment = {
      KAFKA_BROKERS: 'nowhere',
      KAFKA_SSL: 'yes',
      KAFKA_SASL_MECHANISM: 'kerberos',
      KAFKA_SASL_PASSWORD: 'secret',
      KAFKA_COMPRESSION: 'lz4',
    };
    const read = (): unknown => connectionFromEnvironment(environment);
    expect(read).toThrow(
      /KAFKA_BROKERS: "nowhere"[^]*KAFKA_SSL[^]*KAFKA_SASL_MECHANISM[^]*KAFKA_SASL_USERNAME[^]*KAFKA_COMPRESSION: "lz4" is none of none, gzip/,
    );
    expect(read).not.toThrow(/secret/);
  });
});
