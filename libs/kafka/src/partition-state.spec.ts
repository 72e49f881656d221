import { describe, expect, it } from '@jest/globals';
import { PartitionState } from './partition-state.js';

function stateAt(position: number, options: { readonly incomplete: boolean }): PartitionState {
  const state = new PartitionState('requests', 0);
  const tracker = state.open(position - 1)!;
  tracker.admit(position - 1);
  if (!options.incomplete) tracker.complete(position - 1);
  return state;
}

describe('PartitionState', () => {
  it('begins where its first batch does', () => {
    const state = new PartitionState('requests', 0);
    expect(state.due).toBeNull();
    expect(state.open(41)?.lowWater).toBe(41);
  });

  it('leaves a batch that was fetched before the join, and takes what comes after it', () => {
    const state = new PartitionState('requests', 0, stateAt(100, { incomplete: true }));
    expect(state.open(100)).toBeNull();
    expect(state.open(60)?.position).toBe(60);
  });

  it('remembers the doubt over a stay in which no batch came', () => {
    const silent = new PartitionState('requests', 0, stateAt(100, { incomplete: true }));
    expect(new PartitionState('requests', 0, silent).open(100)).toBeNull();
  });

  it('takes the next batch at once when the former stay left nothing incomplete', () => {
    const state = new PartitionState('requests', 0, stateAt(100, { incomplete: false }));
    expect(state.open(100)?.position).toBe(100);
  });

  it('doubts a batch once only, for another member may have done the work', () => {
    const state = new PartitionState('requests', 0, stateAt(100, { incomplete: true }));
    state.open(100);
    expect(state.open(100)?.position).toBe(100);
  });

  it('counts anew when the log itself was reset', () => {
    const state = stateAt(100, { incomplete: true });
    const before = state.tracker;
    const after = state.open(0);
    expect(after).not.toBe(before);
    after!.admit(0);
    before!.complete(99);
    expect(state.tracker?.lowWater).toBe(0);
  });

  it('is due until the broker has the low-water mark', () => {
    const state = stateAt(5, { incomplete: false });
    expect(state.due).toBe(5);
    state.confirm(4);
    expect(state.due).toBe(5);
    state.confirm(5);
    expect(state.due).toBeNull();
  });
});
