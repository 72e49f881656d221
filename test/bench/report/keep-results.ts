import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { checkoutRoot } from '../../../deploy/local/checkout-root.js';
import { fillPart } from '../../../deploy/docs/fill-part.js';
import { goalsTable } from './goals-table.js';
import { resultsText, updated, type Results } from './results.js';
import { speedChart } from './speed-chart.js';

const place = (path: string): string => join(checkoutRoot, path);
const resultsFile = place('test/bench/results.json');
const chartFile = place('test/bench/speed.svg');
const readmeFile = place('README.md');

/** `--write`: into the file of results, from which the chart and the README's table are made. */
export async function keepResults(results: Results): Promise<void> {
  const kept = existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Results) : results;
  const all = updated(kept, results);
  await write(resultsFile, resultsText(all));
  writeFileSync(chartFile, speedChart(all));
  await write(readmeFile, fillPart(readFileSync(readmeFile, 'utf8'), 'speed', readmePart(all)));
}

const readmePart = (results: Results): string =>
  `${goalsTable(results)}\n\nOn ${results.machine.cores} cores, with Node ${results.machine.node}.`;

async function write(path: string, text: string): Promise<void> {
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}
