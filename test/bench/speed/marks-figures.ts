import { figure, type Figure, type FigureTerms } from '../suite.js';
import type { Marks } from './contest.js';

interface Against {
  readonly name: string;
  readonly marks: Marks;
}

export interface MarksTerms {
  readonly against?: Against;
  /** For the rate, and for the memory. */
  readonly rate?: FigureTerms['target'];
  readonly memory?: FigureTerms['target'];
}

const none: MarksTerms = {};

/** What one who competed did: its rate, what it added to the provider's time, its CPU for a request, its memory. */
export function figuresOf(
  name: string,
  marks: Marks,
  { against, rate, memory }: MarksTerms = none,
): Figure[] {
  const beside = (of: keyof Marks, label = ''): FigureTerms =>
    against && against.marks[of].every((round) => round.length > 0)
      ? { against: { name: `${against.name}${label}`, rounds: against.marks[of] } }
      : {};
  const isPaced = marks.added.every((round) => round.length > 0);
  return [
    figure(name, marks.rates, { of: 'rate', ...beside('rates'), ...(rate && { target: rate }) }),
    ...(isPaced ? [figure(`${name}, added`, marks.added, beside('added', ', added'))] : []),
    figure(`${name}, CPU`, marks.cpu, beside('cpu', ', CPU')),
    figure(`${name}, memory`, marks.memory, {
      of: 'memory',
      ...beside('memory', ', memory'),
      ...(memory && { target: memory }),
    }),
  ];
}
