/** What is counted: `fallbacks` answers, `missing_models` calls of a model, `dead_letters` records. */
export type TallySignal = 'fallbacks' | 'missing_models' | 'dead_letters';

/** Of what a count is; an empty `org` is nobody's in particular. */
export interface TallySubject {
  readonly signal: TallySignal;
  readonly org: string;
  readonly subject: string;
}

/** How many there were, and how many of them were of the kind that one looks out for. */
export interface Tally extends TallySubject {
  readonly total: number;
  readonly marked: number;
}

export const tallyKey = ({ signal, org, subject }: TallySubject): string => `${signal}\0${org}\0${subject}`;
