import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { screenLine, type Level } from '../../deploy/local/screen-line.js';

const shown = (line: string, from: Level): string | undefined => {
  const text = screenLine(line, from);
  return text === undefined ? undefined : stripVTControlCharacters(text);
};
const logged = (level: string, event?: string): string =>
  JSON.stringify({ level, event, msg: 'it happened' });

describe('what the screen of `npm start` shows of an app', () => {
  it('is what the app says from a level on', () => {
    expect(['info', 'warn', 'error', 'fatal'].map((level) => shown(logged(level), 'warn'))).toEqual([
      undefined,
      'it happened',
      'it happened',
      'it happened',
    ]);
    expect(shown(logged('warn'), 'error')).toBeUndefined();
  });

  it('is nothing of what every attempt and every request log', () => {
    expect(shown(logged('info', 'provider_chosen'), 'error')).toBeUndefined();
    expect(shown(logged('error', 'all_providers_failed'), 'error')).toBeUndefined();
  });

  it.each(['Error: out of memory', '{', '{ code: 7'])('is all that no logger wrote: %s', (line) => {
    expect(shown(line, 'error')).toBe(line);
  });
});
