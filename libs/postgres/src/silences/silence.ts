/** A label and what it has to be, `*` standing for any text. */
export interface SilenceMatcher {
  readonly name: string;
  readonly value: string;
}

/** Alerts that fit every matcher are told to nobody until then. */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly SilenceMatcher[];
  readonly startsAt: Date;
  readonly until: Date;
  readonly by: string;
  readonly comment: string;
}

/** Postgres cannot even be asked for what is no number of its size. */
export const isSilenceId = (id: string): boolean => /^\d{1,18}$/.test(id);

export const silenceColumns = 'id, matchers, starts_at, until, set_by, comment';

export interface SilenceRow {
  readonly id: string;
  readonly matchers: readonly SilenceMatcher[];
  readonly starts_at: Date;
  readonly until: Date;
  readonly set_by: string;
  readonly comment: string;
}

export const silenceOf = ({ starts_at: startsAt, set_by: by, ...row }: SilenceRow): Silence => ({
  ...row,
  startsAt,
  by,
});
