import type { Dispatcher } from 'undici';

/** As undici gives them: names in lower case, and what came several times as a list. */
export type HeaderFields = Dispatcher.ResponseData['headers'];

/**
 * The headers of an answer, in the order in which they came. A `Headers` checks, copies and sorts them at each call, for
 * readers that want one or two.
 */
export class AnswerHeaders implements Headers {
  readonly #fields: HeaderFields;

  constructor(fields: HeaderFields) {
    this.#fields = fields;
  }

  get(name: string): string | null {
    const value = this.#fields[name.toLowerCase()];
    // What else answers to a name is of every object, and no header.
    if (typeof value === 'string') return value;
    return Array.isArray(value) ? value.join(', ') : null;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  getSetCookie(): string[] {
    return [this.#fields['set-cookie'] ?? []].flat();
  }

  keys(): ArrayIterator<string> {
    return Object.keys(this.#fields).values();
  }

  values(): ArrayIterator<string> {
    return this.#entries()
      .map(([, value]) => value)
      .values();
  }

  entries(): ArrayIterator<[string, string]> {
    return this.#entries().values();
  }

  [Symbol.iterator](): ArrayIterator<[string, string]> {
    return this.entries();
  }

  forEach(tell: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this.#entries()) tell(value, name, this);
  }

  append(): never {
    return immutable();
  }

  delete(): never {
    return immutable();
  }

  set(): never {
    return immutable();
  }

  #entries(): [string, string][] {
    return Object.keys(this.#fields).map((name) => [name, this.get(name)!]);
  }
}

function immutable(): never {
  throw new TypeError('the headers of an answer cannot be changed: make a new Headers of them');
}
