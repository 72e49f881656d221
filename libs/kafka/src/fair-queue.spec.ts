import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FairQueue, type Flow } from './fair-queue.js';
import { turnsInRound, type Lane } from './lane-queue.js';

const lanes: readonly Lane[] = ['high', 'normal', 'low'];
const names = ['a', 'b', 'c', 'd'];
const nobody = (): boolean => false;

interface Item extends Flow {
  readonly number: number;
}

const anyFlow = fc.record({ name: fc.constantFrom(...names), lane: fc.constantFrom(...lanes) });
const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('push' as const), flow: anyFlow }),
  fc.record({ kind: fc.constant('shift' as const), heldBack: fc.subarray(names) }),
  fc.constant({ kind: 'drain' as const }),
);

const filled = (...flows: readonly (readonly [name: string, lane: Lane, count: number])[]) => {
  const queue = new FairQueue<string>();
  for (const [name, lane, count] of flows) {
    for (let number = 0; number < count; number += 1) queue.push({ name, lane }, `${name}${lane[0]}`);
  }
  return queue;
};

const taken = (queue: FairQueue<string>, count: number): string[] =>
  Array.from({ length: count }, () => queue.shift(nobody)!);

describe('FairQueue', () => {
  it('G7 serves flows in turns, however much one of them has', () => {
    const queue = filled(['a', 'normal', 100], ['b', 'normal', 2], ['c', 'normal', 1]);
    expect(taken(queue, 7)).toEqual(['an', 'bn', 'cn', 'an', 'bn', 'an', 'an']);
  });

  it('G7 lets lanes share the turns of their own flow only', () => {
    const queue = filled(['a', 'high', 100], ['b', 'low', 3]);
    expect(taken(queue, 6)).toEqual(['ah', 'bl', 'ah', 'bl', 'ah', 'bl']);
  });

  it('gives the lanes of a flow their turns by weight, the higher one first', () => {
    const round = taken(filled(['a', 'low', 50], ['a', 'normal', 50], ['a', 'high', 50]), 26);
    const one = [...Array<string>(8).fill('ah'), ...Array<string>(4).fill('an'), 'al'];
    expect(round).toEqual([...one, ...one]);
  });

  it('serves the others while a flow is held back, and that flow when it is not', () => {
    const queue = filled(['a', 'normal', 2], ['b', 'normal', 1]);
    expect(queue.shift((flow) => flow === 'a')).toBe('bn');
    expect(queue.shift((flow) => flow === 'a')).toBeUndefined();
    expect(queue.size).toBe(2);
    expect(taken(queue, 2)).toEqual(['an', 'an']);
  });

  it('loses nothing, makes up nothing, and idles only while all that waits is held back', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 120, size: 'max' }), (steps) => {
        const queue = new FairQueue<Item>();
        const waiting = new Set<Item>();
        let number = 0;
        for (const each of steps) {
          if (each.kind === 'push') {
            const item = { ...each.flow, number: (number += 1) };
            queue.push(each.flow, item);
            waiting.add(item);
          } else if (each.kind === 'shift') {
            const item = queue.shift((flow) => each.heldBack.includes(flow));
            const servable = [...waiting].filter(({ name }) => !each.heldBack.includes(name));
            expect(item === undefined).toBe(servable.length === 0);
            if (item !== undefined) expect(servable).toContain(item);
            waiting.delete(item!);
          } else {
            expect(new Set(queue.drain())).toEqual(waiting);
            waiting.clear();
          }
          expect(queue.size).toBe(waiting.size);
        }
      }),
    );
  });

  it('keeps the order within a flow and a lane', () => {
    fc.assert(
      fc.property(fc.array(fc.option(anyFlow), { maxLength: 150, size: 'max' }), (steps) => {
        const queue = new FairQueue<Item>();
        const latest = new Map<string, number>();
        const take = (item: Item | undefined): void => {
          if (item === undefined) return;
          const of = `${item.name}/${item.lane}`;
          expect(item.number).toBeGreaterThan(latest.get(of) ?? -1);
          latest.set(of, item.number);
        };
        for (const [number, flow] of steps.entries()) {
          if (flow === null) take(queue.shift(nobody));
          else queue.push(flow, { ...flow, number });
        }
        while (queue.size > 0) take(queue.shift(nobody));
      }),
    );
  });

  it('G7 serves no other flow twice between two turns of one, and every lane within two rounds of its flow', () => {
    fc.assert(
      fc.property(fc.array(fc.option(anyFlow, { freq: 3 }), { maxLength: 200, size: 'max' }), (steps) => {
        const queue = new FairQueue<Item>();
        const waiting: Item[] = [];
        /** By flow: how often each other was served since its last turn, or since it came. */
        const since = new Map<string, Map<string, number>>();
        /** By flow and lane: the turns of the other lanes, since it came or was served. */
        const passed = new Map<string, number>();
        const round = Object.values(turnsInRound).reduce((sum, turns) => sum + turns, 0);
        for (const [number, flow] of steps.entries()) {
          if (flow !== null) {
            const item = { ...flow, number };
            queue.push(flow, item);
            if (!waiting.some(({ name }) => name === flow.name)) since.set(flow.name, new Map());
            const lane = `${flow.name}/${flow.lane}`;
            if (!waiting.some(({ name, lane: other }) => `${name}/${other}` === lane)) passed.set(lane, 0);
            waiting.push(item);
            continue;
          }
          const served = queue.shift(nobody);
          if (served === undefined) continue;
          waiting.splice(waiting.indexOf(served), 1);
          for (const name of new Set(waiting.map((item) => item.name))) {
            const others = since.get(name)!;
            if (name === served.name) others.clear();
            else others.set(served.name, (others.get(served.name) ?? 0) + 1);
            for (const times of others.values()) expect(times).toBeLessThanOrEqual(1);
          }
          for (const lane of lanes.filter((each) => each !== served.lane)) {
            const key = `${served.name}/${lane}`;
            if (!waiting.some((item) => item.name === served.name && item.lane === lane)) continue;
            passed.set(key, passed.get(key)! + 1);
            expect(passed.get(key)).toBeLessThan(2 * (round - turnsInRound[lane]) + 1);
          }
          passed.set(`${served.name}/${served.lane}`, 0);
        }
      }),
    );
  });
});
