import type { History, Limits } from '../history/history.js';

/** Which of the laws in the table of faults, and a text that names the request. */
export interface Violation {
  readonly law: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7';
  readonly text: string;
}

export type Check = (history: History, limits: Limits) => Violation[];
