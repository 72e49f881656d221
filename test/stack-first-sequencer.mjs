import TestSequencer from '@jest/test-sequencer';

const isUnit = ({ context }) => context.config.displayName.name === 'unit';

/** What waits for other processes goes first: at the end, when nothing is left to do meanwhile, there is short work alone. */
export default class StackFirst extends TestSequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => isUnit(one) - isUnit(other));
  }
}
