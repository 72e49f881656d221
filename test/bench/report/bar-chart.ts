export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What stands behind it. */
  readonly text: string;
  readonly kind: 'ours' | 'other';
}

/** Bars that share a scale. */
export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const size = {
  width: 860,
  margin: 20,
  columns: 2,
  gap: 32,
  title: 30,
  row: 24,
  bar: 14,
  label: 92,
  text: 96,
};
const panelWidth = (size.width - 2 * size.margin - (size.columns - 1) * size.gap) / size.columns;
const barWidth = panelWidth - size.label - size.text;

/** It brings its own ground, so that it can be read on whatever page it is put, and has a dark one for who likes that. */
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .ground { fill: #ffffff; stroke: #d1d9e0 }
  .ours { fill: #0969da }
  .other { fill: #818b98 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .ground { fill: #0d1117; stroke: #3d444d }
    .ours { fill: #4493f8 }
  }
`;

/** Panels beside and below one another, as SVG. */
export function barChart(title: string, panels: readonly Panel[]): string {
  const rows: Panel[][] = [];
  for (let first = 0; first < panels.length; first += size.columns) {
    rows.push(panels.slice(first, first + size.columns));
  }
  let y = size.margin;
  const drawn = rows.flatMap((row) => {
    const top = y;
    y += Math.max(...row.map(({ bars }) => size.title + bars.length * size.row)) + size.margin;
    return row.map((panel, column) => drawPanel(panel, size.margin + column * (panelWidth + size.gap), top));
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${y}" role="img" aria-label="${escaped(title)}">`,
    `<style>${style}</style>`,
    `<rect class="ground" x="0.5" y="0.5" width="${size.width - 1}" height="${y - 1}" rx="8"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ title, bars }: Panel, x: number, y: number): string {
  const most = Math.max(...bars.map(({ value }) => value));
  const drawn = bars.map(({ label, value, text, kind }, index) => {
    const top = size.title + index * size.row;
    const width = most === 0 ? 0 : Math.round((value / most) * barWidth);
    return [
      `<text x="${size.label - 8}" y="${top + 12}" text-anchor="end">${escaped(label)}</text>`,
      `<rect class="${kind}" x="${size.label}" y="${top}" width="${width}" height="${size.bar}" rx="2"/>`,
      `<text x="${size.label + width + 6}" y="${top + 12}">${escaped(text)}</text>`,
    ].join('');
  });
  return `<g transform="translate(${x} ${y})"><text class="title" y="14">${escaped(title)}</text>${drawn.join('')}</g>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character]!);
