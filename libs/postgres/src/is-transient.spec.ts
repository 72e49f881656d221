import { describe, expect, it } from '@jest/globals';
import { isTransient } from './is-transient.js';

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('isTransient', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EPIPE',
    '08006',
    '25006',
    '40001',
    '40P01',
    '53100',
    '53300',
    '57014',
    '57P01',
    '57P02',
    '57P03',
    '58030',
  ])('waits for %s to pass', (code) => {
    expect(isTransient(withCode(code))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Query read timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
  ])("waits for pg's own '%s' to pass", (message) => {
    expect(isTransient(new Error(message))).toBe(true);
  });

  it.each(['22021', '23505', '28P01', '3D000', '42P01', '57P04', 'EACCES'])('takes %s for final', (code) => {
    expect(isTransient(withCode(code))).toBe(false);
  });

  it('takes everything else for final', () => {
    expect(isTransient(new Error('Cannot use a pool after calling end on the pool'))).toBe(false);
    expect(isTransient(new TypeError('x is undefined'))).toBe(false);
    expect(isTransient('Connection terminated')).toBe(false);
  });
});
