import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnfencedText } from './unfenced-text.js';

const unfence = (pieces: readonly string[]): string => {
  const text = new UnfencedText();
  return pieces.map((piece) => text.push(piece)).join('') + text.end();
};

describe('UnfencedText', () => {
  it.each([
    ['{"a": 1}', '{"a": 1}'],
    ['```json\n{"a": 1}\n```', '{"a": 1}'],
    ['\n```\n{"a": 1}\n```\n', '{"a": 1}'],
    ['```json {"a": 1} ```', '{"a": 1}'],
    ['```json\n{"a": "```"}\n```', '{"a": "```"}'],
    ['```json\n{"a": 1', '{"a": 1'],
    ['{"a": "\n```"}', '{"a": "\n```"}'],
    ['', ''],
    ['``', '``'],
  ])('%j is %j, in whatever pieces it comes', (text, expected) => {
    expect(unfence([text])).toBe(expected);
    expect(unfence([...text])).toBe(expected);
  });

  it('never depends on the pieces', () => {
    const piece = fc.constantFrom('```', '`', '\n', ' ', 'json', '{"a":', '1}');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(unfence(pieces)).toBe(unfence([pieces.join('')]));
      }),
    );
  });

  it('holds no more back than what may be the fence', () => {
    const text = new UnfencedText();
    expect([text.push('```json\n'), text.push('{"a":'), text.push(' 1}\n``'), text.push('`')]).toEqual([
      '',
      '{"a":',
      ' 1}',
      '',
    ]);
  });
});
