import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from './fingerprint.js';

describe('the fingerprint of an incident (G5)', () => {
  it('is 16 hexadecimal characters, the same for the same labels in any order', () => {
    const fingerprint = fingerprintOf({ alertname: 'ProviderDown', provider: 'openai' });
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf({ provider: 'openai', alertname: 'ProviderDown' })).toBe(fingerprint);
  });

  it('never changes: incidents outlive releases', () => {
    expect(fingerprintOf({ alertname: 'ProviderDown', provider: 'openai' })).toBe('dbeb2e5597895898');
  });

  it('differs where a label does, however names and values are cut', () => {
    const all = [{ a: 'b' }, { a: 'c' }, { ab: '' }, { a: 'b,c' }, { a: 'b', c: '' }];
    expect(new Set(all.map(fingerprintOf)).size).toBe(all.length);
  });
});
