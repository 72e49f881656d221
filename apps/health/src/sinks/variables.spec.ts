import { describe, expect, it } from '@jest/globals';
import { requireAddress, requireVariable } from './variables.js';

const variables = (name: string): string | null => (name === 'SECRET' ? 'not an address' : null);

describe('the variables of sinks', () => {
  it('are named when they are not set, with the mend', () => {
    expect(() => requireVariable('SLACK_URL', variables)).toThrow(/^SLACK_URL is not set: set it/);
  });

  it('are never quoted when they hold no address', () => {
    expect(() => requireAddress('SECRET', variables)).toThrow(
      /^SECRET holds no address such as https:\/\/host\/path/,
    );
    expect(() => requireAddress('SECRET', variables)).not.toThrow(/not an address/);
  });
});
