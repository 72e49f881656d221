import type { Silence } from '#postgres';

/** A silence as the API shows it. */
export interface SilenceView {
  readonly id: string;
  readonly matchers: Silence['matchers'];
  readonly starts_at: string;
  readonly until: string;
  readonly by: string;
  readonly comment: string;
}

export const silenceView = ({ startsAt, until, ...silence }: Silence): SilenceView => ({
  ...silence,
  starts_at: startsAt.toISOString(),
  until: until.toISOString(),
});
