import type { ProviderKind } from '#fallback';

export type Cell = 'ok' | 'ours' | 'FAILED' | `n/a: ${string}`;

/** What became of each case at each provider. Every cell is first failed, and then whatever its test makes of it. */
export class ConformanceTable {
  readonly #rows = new Map<string, Map<ProviderKind, Cell>>();

  constructor(private readonly kinds: readonly ProviderKind[]) {}

  /** Keeps the cell that a test ends with. */
  async fill(name: string, kind: ProviderKind, test: () => Promise<Cell>): Promise<void> {
    const row = this.#rows.get(name) ?? new Map<ProviderKind, Cell>();
    this.#rows.set(name, row.set(kind, 'FAILED'));
    row.set(kind, await test());
  }

  /** Reasons are footnotes: they are as long as they must be. */
  print(): string {
    const reasons: string[] = [];
    const brief = (cell: Cell | undefined): string => {
      if (cell === undefined) return '';
      if (!cell.startsWith('n/a: ')) return cell;
      const reason = cell.slice('n/a: '.length);
      if (!reasons.includes(reason)) reasons.push(reason);
      return `n/a ${reasons.indexOf(reason) + 1}`;
    };
    const lines = [
      ['case', ...this.kinds],
      ...[...this.#rows].map(([name, row]) => [name, ...this.kinds.map((kind) => brief(row.get(kind)))]),
    ];
    const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
    const text = lines.map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
    return [
      ...text,
      '',
      'ok: on our bytes and on aimock’s; ours: on our bytes alone, for aimock has no true ones',
      ...reasons.map((reason, index) => `n/a ${index + 1}: ${reason}`),
      '',
    ].join('\n');
  }
}
