import { changesAnswer, leftOut } from './parameter-effect.js';

/** Without these a request is another one, or none. */
const essential: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'input',
  'tools',
  'functions',
  'stream',
]);

/** Two names of one thing, of which a server may know only the one. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ['max_tokens', 'max_completion_tokens'],
  ['max_completion_tokens', 'max_tokens'],
]);

/**
 * The body of one request on its way to a model that may not take all of it.
 *
 * A parameter is sent → withheld, for good: under its other name if it has one that is free, else not at all.
 * `warnings` has one sentence for each that an answer is different without.
 */
export class FittingBody {
  readonly warnings: string[] = [];
  readonly #withheld = new Set<string>();

  constructor(
    private readonly model: string,
    readonly fields: Record<string, unknown>,
  ) {}

  mayWithhold(parameter: string): boolean {
    return Object.hasOwn(this.fields, parameter) && !essential.has(parameter);
  }

  withhold(parameter: string): void {
    const value = this.fields[parameter];
    delete this.fields[parameter];
    this.#withheld.add(parameter);
    if (!changesAnswer(parameter, value)) return;
    const synonym = synonyms.get(parameter);
    if (synonym === undefined || this.#withheld.has(synonym) || Object.hasOwn(this.fields, synonym)) {
      this.warnings.push(leftOut(this.model, parameter));
      return;
    }
    this.fields[synonym] = value;
    this.warnings.push(`${this.model} does not take ${parameter}: sent as ${synonym}`);
  }
}
