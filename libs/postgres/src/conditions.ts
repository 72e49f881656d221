/** The `WHERE` of a query whose filters are there or not, and the values that it names. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly texts: string[] = [];

  /** @param text with `$` for each of the values, in their order */
  add(text: string, ...values: unknown[]): this {
    const given = values[Symbol.iterator]();
    this.texts.push(text.replaceAll('$', () => `$${this.values.push(given.next().value)}`));
    return this;
  }

  /** The same, unless there is nothing to compare with. */
  addIf(text: string, value: unknown): this {
    return value === undefined ? this : this.add(text, value);
  }

  get where(): string {
    return this.texts.length === 0 ? '' : `WHERE ${this.texts.join(' AND ')}`;
  }
}
