import { describe, expect, it } from '@jest/globals';
import { IntakeWatch } from './intake-watch.js';

/** A watch over one partition of which the test says how it stands. */
function setUp() {
  const state = {
    position: 10 as number | null,
    paused: false,
    end: 20,
    committed: null as number | null,
    answers: true,
  };
  const place = { topic: 'requests', partition: 3 };
  const watch = new IntakeWatch({
    patience: 3,
    snapshot: () => {
      const { position, paused } = state;
      const rest = { lowWater: 0, highWater: 0, incomplete: 0 };
      return { partitions: [{ ...place, ...rest, position, paused }] };
    },
    offsets: () => {
      const { end, committed, answers } = state;
      return answers ? Promise.resolve([{ ...place, end, committed }]) : Promise.reject(new Error('away'));
    },
  });
  const looks = async (count: number): Promise<void> => {
    for (let look = 0; look < count; look += 1) await watch.look();
  };
  return { watch, state, looks };
}

describe('IntakeWatch', () => {
  it('says which partition stands still, once it has looked often enough', async () => {
    const { watch, looks } = setUp();
    await looks(3);
    expect(watch.problem).toBeNull();
    await looks(1);
    expect(watch.problem).toBe('requests/3 stands at offset 10 of 20: Kafka answers, and nothing is fetched');
  });

  it.each<[string, (state: ReturnType<typeof setUp>['state']) => void]>([
    ['it moves', (state) => (state.position = 11)],
    ['it is paused', (state) => (state.paused = true)],
    ['it has reached the end', (state) => (state.end = 10)],
    ['Kafka does not answer', (state) => (state.answers = false)],
  ])('begins anew when %s', async (_what, change) => {
    const { watch, state, looks } = setUp();
    await looks(4);
    expect(watch.problem).not.toBeNull();
    const before = { ...state };
    change(state);
    await looks(1);
    expect(watch.problem).toBeNull();
    Object.assign(state, before, { position: state.position });
    await looks(2);
    expect(watch.problem).toBeNull();
  });

  it('takes a partition of which nothing was fetched yet for as far as its group has committed', async () => {
    const { watch, state, looks } = setUp();
    Object.assign(state, { position: null, committed: 20 });
    await looks(5);
    expect(watch.problem).toBeNull();
    state.committed = 19;
    await looks(4);
    expect(watch.problem).toMatch('requests/3 stands at offset 19 of 20');
  });
});
