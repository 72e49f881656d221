import { barChart, type Bar, type Panel } from './bar-chart.js';
import { figureOf, type Results } from './results.js';

interface PanelOfSuite {
  readonly suite: string;
  readonly title: string;
  /** Names of its figures, all of them rates, and how the chart calls them. */
  readonly bars: Readonly<Record<string, string>>;
}

const loops = { 'plain loop': 'plain loop', router: 'router', ServerKafka: 'ServerKafka' };

export const panels: readonly PanelOfSuite[] = [
  { suite: 'instant', title: 'Instant provider, 8 partitions', bars: loops },
  { suite: '100ms', title: '100 ms provider, 8 partitions', bars: loops },
  {
    suite: 'in-flight',
    title: '1 s provider, by requests in flight',
    bars: { '64 in flight': '64', '512 in flight': '512', '4096 in flight': '4,096' },
  },
  {
    suite: 'partitions',
    title: '100 ms provider, by partitions',
    bars: { '1 partition': '1', '8 partitions': '8', '32 partitions': '32' },
  },
  {
    suite: 'routers',
    title: '1 s provider, by routers (256 in flight each)',
    bars: { '1 router': '1', '2 routers': '2' },
  },
  {
    suite: 'payload',
    title: 'Instant provider, by size of request (64 in flight)',
    bars: { '1 kB': '1 kB', '100 kB': '100 kB' },
  },
];

const others: ReadonlySet<string> = new Set(['plain loop', 'ServerKafka']);

/** Of what has been measured so far. */
export function speedChart(results: Results): string {
  const drawn = panels.map(({ suite, title, bars }): Panel => {
    const found = Object.entries(bars).flatMap(([name, label]): Bar[] => {
      const figure = figureOf(results, suite, name);
      if (figure === undefined) return [];
      const text = `${Math.round(figure.p50).toLocaleString('en')} /s`;
      return [{ label, value: figure.p50, text, kind: others.has(name) ? 'other' : 'ours' }];
    });
    return { title, bars: found };
  });
  return barChart(
    'Requests per second, answered by the router and by others',
    drawn.filter(({ bars }) => bars.length > 0),
  );
}
