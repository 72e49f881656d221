import { expect } from '@jest/globals';
import { chatCall, completionOf } from '../provider-call.fixture.js';
import type { Saying } from './conformance-case.fixture.js';
import type { Cell } from './conformance-table.fixture.js';
import type { ConformingProvider } from './conforming-providers.fixture.js';
import { heardIn, heardOf, type Heard } from './heard.fixture.js';
import { call, say, sayAndCall, weatherIn } from './say.fixture.js';
import { askBySdk } from './sdk-clients.fixture.js';
import type { Stage } from './stage.fixture.js';
import type { Voice } from './stand-in.fixture.js';

export interface Agreement {
  readonly name: string;
  readonly saying: Saying;
  readonly streamed: boolean;
}

const oslo = weatherIn('Oslo', 'call_oslo');

const sayings: readonly (readonly [name: string, saying: Saying])[] = [
  ['a text', say('Grüße 👋 from the other side, in several pieces.')],
  ['a tool call', call(oslo)],
  ['parallel tool calls', call(oslo, weatherIn('Bergen', 'call_bergen'))],
  ['a tool call behind a text', sayAndCall('Let me see.', oslo)],
];

/** What the SDK's own client and our adapter are to agree on. */
export const agreements: readonly Agreement[] = sayings.flatMap(([name, saying]) => [
  { name: `SDK and adapter: ${name}`, saying, streamed: false },
  { name: `SDK and adapter: ${name}, streamed`, saying, streamed: true },
]);

async function askByAdapter(stage: Stage, as: ConformingProvider, streamed: boolean): Promise<Heard> {
  const onChunk = streamed ? () => undefined : null;
  const asked = chatCall(as.model, {}, { provider: as.kind, onChunk });
  return heardIn(completionOf(await stage.providers.call(asked)), as);
}

/** Both hear the same in our bytes as in aimock's, and that is what was said. */
export async function agree(stage: Stage, agreement: Agreement, as: ConformingProvider): Promise<Cell> {
  const { saying, streamed } = agreement;
  const { standIn } = stage;
  for (const voice of ['ours', 'aimock'] satisfies Voice[]) {
    standIn.react(as, saying, streamed, voice);
    const theirs = await askBySdk(as, standIn.url, streamed);
    expect(theirs).toEqual(heardOf(saying.said, as, voice));
    expect(await askByAdapter(stage, as, streamed)).toEqual(theirs);
  }
  return 'ok';
}
