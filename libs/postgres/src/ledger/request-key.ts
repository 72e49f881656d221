export interface RequestKey {
  readonly org: string;
  readonly customId: string;
}

/** One text for one row: no text in Postgres holds a NUL, and half a surrogate pair arrives there as U+FFFD. */
export const keyText = ({ org, customId }: RequestKey): string => `${org}\0${customId}`.toWellFormed();

/** Routers that lock the same rows in the same order wait for each other, but never in a circle. */
export function inKeyOrder<Item extends RequestKey>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, text: keyText(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);
}
