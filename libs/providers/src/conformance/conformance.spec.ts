import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { conform } from './conform.fixture.js';
import { conformanceCases } from './conformance-cases.fixture.js';
import { ConformanceTable } from './conformance-table.fixture.js';
import { conformingProviders } from './conforming-providers.fixture.js';
import { agree, agreements } from './sdk-agreement.fixture.js';
import { startStage, type Stage } from './stage.fixture.js';

const table = new ConformanceTable(conformingProviders.map(({ kind }) => kind));
let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
});
afterAll(async () => {
  await stage.stop();
  process.stdout.write(`\n${table.print()}`);
});

describe.each(conformingProviders)('F5 $kind', (as) => {
  it.each(conformanceCases)('conforms: $name', (one) =>
    table.fill(one.name, as.kind, () => conform(stage, one, as)),
  );

  it.each(agreements)('$name', (agreement) =>
    table.fill(agreement.name, as.kind, () => agree(stage, agreement, as)),
  );
});
