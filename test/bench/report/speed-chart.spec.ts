import { expect, it } from '@jest/globals';
import { suites } from '../suites.js';
import { resultsOf } from './results.fixture.js';
import { panels, speedChart } from './speed-chart.js';

it('shows what has been measured, and nothing else', () => {
  const svg = speedChart(resultsOf(1_800));
  expect(svg).toContain('Instant provider');
  expect(svg).toContain('>1,800 /s<');
  expect(svg).toContain('>6,000 /s<');
  expect(svg).not.toContain('ServerKafka<');
  expect(svg).not.toContain('100 ms provider');
});

it('has a suite for each of its panels', () => {
  const ids = suites.map(({ id }) => id);
  for (const { suite } of panels) expect(ids).toContain(suite);
});
