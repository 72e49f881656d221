export interface Turns {
  readonly rounds: number;
  /** How many samples a round takes of each variant. */
  readonly turns: number;
  /** How many samples of each variant come before those that count. */
  readonly warmUp: number;
}

/**
 * Takes samples of variants in turn, each turn in an order of its own: what disturbs the machine disturbs all of them
 * alike. Gives the samples of each round.
 */
export async function inTurns<Name extends string, Variant, Sample>(
  variants: Readonly<Record<Name, Variant>>,
  sample: (variant: Variant) => Promise<Sample>,
  { rounds, turns, warmUp }: Turns,
): Promise<Readonly<Record<Name, Sample[][]>>> {
  const names = Object.keys(variants) as Name[];
  const takeTurns = async (count: number): Promise<Record<Name, Sample[]>> => {
    const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Sample[]>;
    for (let turn = 0; turn < count; turn += 1) {
      for (const name of shuffled(names)) samples[name].push(await sample(variants[name]));
    }
    return samples;
  };

  await takeTurns(warmUp);
  const taken: Record<Name, Sample[]>[] = [];
  for (let round = 0; round < rounds; round += 1) taken.push(await takeTurns(turns));
  return Object.fromEntries(
    names.map((name) => [name, taken.map((samples) => samples[name])]),
  ) as unknown as Record<Name, Sample[][]>;
}

const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
