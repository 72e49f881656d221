import type { Figure, Unit } from './suite.js';

const unitsPerMs: Record<Unit, number> = { ms: 1, µs: 1_000 };

/** Figures as lines of aligned columns: names and words to the left, numbers to the right. */
export function figuresTable(figures: readonly Figure[], unit: Unit): string {
  const rows = figures.map(({ name, of, p50, p95, against, target }) => {
    const show = shown[of](unit);
    return [
      name,
      show(p50),
      show(p95),
      against?.name ?? '',
      against === null ? '' : `${against.difference < 0 ? '' : '+'}${show(against.difference)}`,
      against === null ? '' : `${against.ratio.toFixed(2)} x`,
      target?.text ?? '',
      target === null ? '' : target.met ? 'ok' : 'missed',
    ];
  });
  return aligned([['', 'p50', 'p95', 'against', 'cost', 'ratio', 'target', ''], ...rows]);
}

const shown: Record<Figure['of'], (unit: Unit) => (value: number) => string> = {
  time: (unit) => (ms) => `${(ms * unitsPerMs[unit]).toFixed(unit === 'ms' ? 2 : 1)} ${unit}`,
  rate: () => (perSecond) => `${perSecond.toFixed(0)} /s`,
  memory: () => (megabytes) => `${megabytes.toFixed(0)} MB`,
};

const toTheRight: ReadonlySet<number> = new Set([1, 2, 4, 5]);

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          toTheRight.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
