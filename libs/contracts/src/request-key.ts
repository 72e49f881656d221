/** Names a request within the fleet: its organization and its id may hold any character. */
export const requestKey = ({
  org,
  custom_id,
}: {
  readonly org: string;
  readonly custom_id: string;
}): string => JSON.stringify([org, custom_id]);
