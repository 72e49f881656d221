import { describe, expect, it } from '@jest/globals';
import { alertOf, at, handoffOf, modelOf, providerOf, statusOf } from './status.fixture.js';
import type { Handoffs } from './answers.js';
import { summaryOf } from './summary.js';

const down = (provider: string, minute: number) =>
  providerOf({ provider, healthy: false, available: false, models: [modelOf('down', minute)] });

describe('the first line of the page', () => {
  it('says that all is well, of the providers that are set up', () => {
    const off = providerOf({ provider: 'azure', configured: false, healthy: false, available: false });
    expect(summaryOf(statusOf(providerOf(), off), [], null)).toEqual({
      tone: 'good',
      title: 'All is well',
      since: null,
      note: '1 provider, 1 model, nothing is firing',
    });
  });

  it('says what is broken, the gravest first, since when, and where requests go', () => {
    const degraded = providerOf({ provider: 'gemini', models: [modelOf('healthy'), modelOf('degraded', 9)] });
    const status = statusOf(providerOf(), degraded, down('together', 4), down('ollama', 3));
    expect(summaryOf(status, [alertOf('warning', 'x')], null)).toEqual({
      tone: 'warning',
      title: 'together and ollama are down, gemini is degraded',
      since: at(3),
      note: 'requests go to openai first, 1 alert firing',
    });
  });

  it('says when nobody is left', () => {
    expect(summaryOf(statusOf(down('openai', 1), down('gemini', 2)), [], null)).toMatchObject({
      tone: 'critical',
      title: 'No provider can be called',
      since: at(1),
      note: 'requests wait or fail, nothing is firing',
    });
  });

  it('names the alert when providers are well', () => {
    const [late, early] = [alertOf('critical', 'acme gets no answers', 5), alertOf('warning', 'letters', 2)];
    expect(summaryOf(statusOf(providerOf()), [late], null)).toMatchObject({
      tone: 'critical',
      title: 'acme gets no answers',
      since: at(5),
    });
    expect(summaryOf(statusOf(providerOf()), [late, early], null)).toMatchObject({
      title: '2 alerts are firing',
      since: at(2),
    });
  });

  it('is not troubled by what is only to be known, nor by what is over', () => {
    const over = { ...alertOf('critical', 'y'), status: 'resolved' as const };
    const quiet = { ...alertOf('critical', 'z'), quietSince: at(1) };
    expect(summaryOf(statusOf(providerOf()), [alertOf('info', 'x'), over, quiet], null)).toMatchObject({
      tone: 'good',
      note: '1 provider, 1 model, 2 alerts firing',
    });
  });

  it('says how many wait for a person, whatever else', () => {
    const waiting = (...ids: string[]) => ids.map((id) => handoffOf(id));
    const noteOf = (handoffs: Handoffs) => summaryOf(statusOf(providerOf()), [], handoffs).note;
    expect(noteOf({ handoffs: [], next: null })).toBe('1 provider, 1 model, nothing is firing');
    expect(noteOf({ handoffs: waiting('a'), next: null })).toMatch(/, 1 request waits for a person$/);
    expect(noteOf({ handoffs: waiting('a', 'b'), next: null })).toMatch(/, 2 requests wait for a person$/);
    expect(noteOf({ handoffs: waiting('a', 'b'), next: 'c' })).toMatch(/, more than 2 requests wait/);
  });
});
