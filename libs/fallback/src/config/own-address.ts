const withoutSlash = (address: string): string => address.replace(/\/+$/, '');

/** A slash at the end makes no other address. */
export const isSameAddress = (a: string, b: string): boolean => withoutSlash(a) === withoutSlash(b);

/** The address that a step names, in one spelling; null where it names none but its provider's. */
export function ownAddress(named: string | undefined, ofProvider: string | null | undefined): string | null {
  if (named === undefined || (ofProvider && isSameAddress(named, ofProvider))) return null;
  return withoutSlash(named);
}
