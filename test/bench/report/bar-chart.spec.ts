import { expect, it } from '@jest/globals';
import { barChart } from './bar-chart.js';

const bar = (label: string, value: number) => ({ label, value, text: `${value} /s`, kind: 'ours' as const });
const widthsOf = (svg: string): number[] =>
  [...svg.matchAll(/<rect class="ours"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));

it('draws bars in proportion, within their panel', () => {
  const panels = [
    { title: 'One', bars: [bar('a', 400), bar('b', 100)] },
    { title: 'Other', bars: [bar('c', 3), bar('d', 0)] },
  ];
  const [a, b, c, d] = widthsOf(barChart('Rates', panels));
  expect(a! / b!).toBeCloseTo(4, 0);
  expect(c).toBe(a);
  expect(d).toBe(0);
});

it('draws nothing out of nothing', () => {
  expect(widthsOf(barChart('Rates', [{ title: 'None', bars: [bar('a', 0)] }]))).toEqual([0]);
  expect(barChart('Rates', [])).toContain('</svg>');
});

it('is as high as its panels are, two beside each other', () => {
  const panel = { title: 'One', bars: [bar('a', 1), bar('b', 2)] };
  const heightOf = (count: number): number => {
    const svg = barChart(
      'Rates',
      Array.from({ length: count }, () => panel),
    );
    return Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)![1]);
  };
  expect(heightOf(2)).toBe(heightOf(1));
  expect(heightOf(3)).toBeGreaterThan(heightOf(2));
});

it('writes texts that are no markup', () => {
  const svg = barChart('"a" & b', [{ title: '1 < 2', bars: [bar('a & b', 1)] }]);
  expect(svg).toContain('aria-label="&quot;a&quot; &amp; b"');
  expect(svg).toContain('>1 &lt; 2<');
  expect(svg).toContain('>a &amp; b<');
});

it('can be read in the dark as in the light', () => {
  const [light, dark] = barChart('Rates', []).split('prefers-color-scheme: dark');
  for (const style of [light, dark]) {
    expect(style).toMatch(/text \{[^}]*fill: #/);
    expect(style).toMatch(/\.ground \{ fill: #/);
  }
});
