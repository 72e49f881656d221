import { expect } from '@jest/globals';
import type { ChatChunk, EmbeddingsBody } from '#contracts';
import type { Completion, ProviderCall } from '#fallback';
import { chatCall, completionOf, embeddingsCall, failureOf } from '../provider-call.fixture.js';
import { ChunkAssembly } from '../streaming/assemble-chunks.js';
import { ChatCompletion, EmbeddingsList } from './chat-completion.fixture.js';
import type { ConformanceCase, Inability } from './conformance-case.fixture.js';
import type { Cell } from './conformance-table.fixture.js';
import type { ConformingProvider } from './conforming-providers.fixture.js';
import { countedIn, heardIn, heardOf } from './heard.fixture.js';
import type { Stage } from './stage.fixture.js';
import { voicesFor, type StandIn, type Voice } from './stand-in.fixture.js';

function callOf(
  { asks, streamed }: ConformanceCase,
  as: ConformingProvider,
  told: ChatChunk[] = [],
): ProviderCall {
  const onChunk = streamed ? (chunk: ChatChunk) => void told.push(chunk) : null;
  return 'input' in asks
    ? { ...embeddingsCall(as.embeddingModel, asks as EmbeddingsBody), provider: as.kind }
    : chatCall(as.model, asks, { provider: as.kind, onChunk });
}

function expectAnswer(
  { reaction, becomes }: ConformanceCase,
  as: ConformingProvider,
  voice: Voice,
  completion: Completion,
): void {
  if (reaction.does === 'embed') {
    const { data } = EmbeddingsList.parse(completion.body);
    expect(data.map(({ index, embedding }) => [index, embedding])).toEqual([...reaction.vectors.entries()]);
    return;
  }
  const { choices, usage } = ChatCompletion.parse(completion.body);
  if (reaction.does === 'say') {
    const { said } = reaction;
    expect(heardIn(completion, as)).toEqual(heardOf(said, as, voice));
    expect(choices).toMatchObject([{ message: { content: said.text || null }, finish_reason: said.finish }]);
  }
  const { input_tokens: input, output_tokens: output, cached_input_tokens: cached } = countedIn(completion);
  expect(usage).toMatchObject({
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
  });
  expect(usage.prompt_tokens_details?.cached_tokens ?? 0).toBe(cached);
  if ('answer' in becomes) expect(completion.body).toMatchObject(becomes.answer);
}

/** The pieces of a stream are those of its whole. */
function expectTold(told: readonly ChatChunk[], { body }: Completion): void {
  const assembly = new ChunkAssembly();
  for (const chunk of told) assembly.add(chunk);
  const { choices } = assembly.whole();
  expect(choices).toEqual(body['choices']);
}

function expectReached(
  { reaches, lacks }: ConformanceCase,
  { format }: ConformingProvider,
  { requests }: StandIn,
): void {
  const { body } = requests.at(-1)!;
  expect(body).toMatchObject(reaches[format] ?? {});
  for (const field of lacks[format] ?? []) expect(body).not.toHaveProperty(field);
}

async function conformTo(
  voice: Voice,
  { standIn, providers }: Stage,
  one: ConformanceCase,
  as: ConformingProvider,
): Promise<void> {
  const { reaction, streamed, becomes, warns } = one;
  standIn.react(as, reaction, streamed, voice);
  const before = standIn.requests.length;
  const told: ChatChunk[] = [];
  const result = await providers.call(callOf(one, as, told));
  expect(standIn.requests.length - before).toBe(1);
  expectReached(one, as, standIn);
  if ('failure' in becomes) {
    expect(failureOf(result)).toMatchObject(becomes.failure);
    return;
  }
  const completion = completionOf(result);
  expectAnswer(one, as, voice, completion);
  if (streamed) expectTold(told, completion);
  const warning = warns[as.kind];
  expect(completion.warnings).toEqual(warning === undefined ? [] : [warning]);
}

/** What cannot be is not passed over in silence: it is refused, or the answer says what it is without. */
async function decline(
  { warning, failure }: Inability,
  { standIn, providers }: Stage,
  one: ConformanceCase,
  as: ConformingProvider,
): Promise<void> {
  if (failure !== undefined) {
    const before = standIn.requests.length;
    expect(failureOf(await providers.call(callOf(one, as))).class).toBe(failure);
    expect(standIn.requests).toHaveLength(before);
  } else if (warning !== undefined) {
    standIn.react(as, one.reaction, one.streamed, 'ours');
    expect(completionOf(await providers.call(callOf(one, as))).warnings).toContain(warning);
    expectReached(one, as, standIn);
  }
}

/** Puts one provider through one case, in every voice that is true to its wire. */
export async function conform(stage: Stage, one: ConformanceCase, as: ConformingProvider): Promise<Cell> {
  const inability = one.cannot[as.kind];
  if (inability !== undefined) {
    await decline(inability, stage, one, as);
    return `n/a: ${inability.reason}`;
  }
  const voices = voicesFor(as, one.reaction);
  for (const voice of voices) await conformTo(voice, stage, one, as);
  return voices.includes('aimock') ? 'ok' : 'ours';
}
