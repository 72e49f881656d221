const fitting = (id: unknown): string => String(id).replace(/[^\w-]/g, '_') || 'call';

/**
 * The ids of one conversation's tool calls as Anthropic takes them: of few characters, and no two alike, whichever
 * provider gave them.
 *
 * A call is waiting → answered, the first of several with one id first. Invariant: no id is given to two calls, and an
 * id that fits and is new stays as it is.
 */
export class ToolUseIds {
  readonly #given = new Set<string>();
  readonly #waiting = new Map<unknown, string[]>();

  ofCall(id: unknown): string {
    const wanted = fitting(id);
    let given = wanted;
    for (let count = 2; this.#given.has(given); count += 1) given = `${wanted}_${count}`;
    this.#given.add(given);
    this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), given]);
    return given;
  }

  ofResult(id: unknown): string {
    return this.#waiting.get(id)?.shift() ?? fitting(id);
  }
}
