import { describe, expect, it } from '@jest/globals';
import { sign } from './sign.js';

describe('the signature of a webhook', () => {
  it('never changes: receivers check it', () => {
    expect(sign('secret', 1_700_000_000, '{}')).toBe(
      'v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163',
    );
  });

  it('differs with the secret, the time and the body', () => {
    const all = [sign('s', 1, 'b'), sign('t', 1, 'b'), sign('s', 2, 'b'), sign('s', 1, 'c')];
    expect(new Set(all).size).toBe(4);
  });
});
