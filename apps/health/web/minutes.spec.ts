import { describe, expect, it } from '@jest/globals';
import { sumOfMinutes } from './minutes.js';

describe('the minutes of several models', () => {
  it('are added, minute by minute', () => {
    const sum = sumOfMinutes([
      { sparkline: { requests: [1, 2], failures: [0, 1] } },
      {},
      { sparkline: { requests: [3, 0], failures: [1, 0] } },
    ]);
    expect(sum).toEqual({ requests: [4, 2], failures: [1, 1] });
  });

  it('are none where the service tells none', () => {
    expect(sumOfMinutes([{}])).toBeNull();
  });
});
