import { changesAnswer } from './parameter-effect.js';

/**
 * What a provider's API has words for, by parameter, and for which of its values; for what is not listed it has none.
 * `Given` is what that depends on besides, such as the model.
 */
export type Expressible<Given extends readonly unknown[] = []> = ReadonlyMap<
  string,
  (value: unknown, ...given: Given) => boolean
>;

export const always = (): boolean => true;

/** The parameters of a request that a provider cannot be given, and that an answer is different without. */
export const inexpressible = <Given extends readonly unknown[]>(
  body: object,
  expressible: Expressible<Given>,
  ...given: Given
): string[] =>
  Object.entries(body)
    .filter(
      ([parameter, value]) =>
        !expressible.get(parameter)?.(value, ...given) && changesAnswer(parameter, value),
    )
    .map(([parameter]) => parameter);
