import { z } from 'zod';

const mostOnAPage = 500;

export const pageLimit = (usual: number) => z.coerce.number().int().min(1).max(mostOnAPage).default(usual);

/** What a filter may be compared with: Postgres cannot even be asked for a text with a NUL. */
export const filterText = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => !text.includes('\u0000'), 'must not contain a NUL character');

/** The place where a page ended, opaque to whoever asks for the one that follows it. */
export const cursorAt = <Place>(place: z.ZodType<Place>) =>
  z.string().transform((text, context): Place => {
    const parsed = place.safeParse(parse(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'give the `next` of the page before, as it came' });
    return z.NEVER;
  });

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** What to ask for to go on; null on the last page. */
  readonly next: string | null;
}

/** @param found one row more than the limit, if there are as many */
export function pageOf<Row>(
  found: readonly Row[],
  limit: number,
  placeOf: (row: Row) => readonly unknown[],
): Page<Row> {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: found.length > limit && last !== undefined ? cursorOf(placeOf(last)) : null };
}

/** What `cursorAt` reads. */
export const cursorOf = (place: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
