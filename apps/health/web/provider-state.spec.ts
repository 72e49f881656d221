import { describe, expect, it } from '@jest/globals';
import { sharedTrouble, stateOf, unwellSince, worstFirst } from './provider-state.js';
import { at, modelOf, providerOf } from './status.fixture.js';

describe('the state of a provider', () => {
  const closed = { healthy: false, available: false };

  it.each([
    ['off', providerOf({ configured: false })],
    ['healthy', providerOf()],
    ['healthy', providerOf({ models: [] })],
    ['degraded', providerOf({ models: [modelOf('healthy'), modelOf('down')] })],
    ['degraded', providerOf({ healthy: false })],
    ['down', providerOf({ ...closed, models: [modelOf('down'), modelOf('limited')] })],
    ['limited', providerOf({ ...closed, models: [modelOf('limited'), modelOf('healthy')] })],
    ['down', providerOf({ ...closed, models: [] })],
    ['recovering', providerOf({ models: [modelOf('recovering')] })],
    ['degraded', providerOf({ models: [modelOf('recovering'), modelOf('healthy')] })],
    ['down', providerOf({ outage: modelOf('down') })],
    ['recovering', providerOf({ outage: modelOf('recovering'), models: [modelOf('down')] })],
  ] as const)('is %s', (state, provider) => {
    expect(stateOf(provider)).toBe(state);
  });

  it('began with its outage, or with the first of its models that is not well', () => {
    expect(unwellSince(providerOf())).toBeNull();
    const models = [modelOf('healthy', 1), modelOf('degraded', 5), modelOf('down', 3)];
    expect(unwellSince(providerOf({ models }))).toBe(at(3));
    expect(unwellSince(providerOf({ models, outage: modelOf('down', 4) }))).toBe(at(4));
  });

  it('is shown by the worst of its models', () => {
    const models = [modelOf('degraded'), modelOf('limited'), modelOf('down', 1), modelOf('down', 2)];
    expect(worstFirst(models)).toEqual([models[2], models[3], models[1], models[0]]);
  });

  it('is told once when all models say the same', () => {
    const [one, other] = [modelOf('down', 1), modelOf('down', 2)];
    expect(sharedTrouble(providerOf({ models: [one, other] }))).toBe(one);
    expect(sharedTrouble(providerOf({ models: [one, { ...other, reason: 'quota' }] }))).toBeNull();
    expect(sharedTrouble(providerOf({ models: [one, modelOf('healthy')] }))).toBeNull();
    expect(sharedTrouble(providerOf())).toBeNull();
    expect(sharedTrouble(providerOf({ models: [] }))).toBeNull();
  });
});
