import { isRecord } from '../is-record.js';

interface AssembledCall {
  /** The provider's; not always its place in the list. */
  readonly slot: number | null;
  readonly fields: Record<string, unknown>;
  /** `function`, or `custom` for tools that take text. */
  readonly called: Map<string, Record<string, unknown>>;
}

/** What tools are given comes in pieces; all else is said at once. */
const inPieces: ReadonlySet<string> = new Set(['arguments', 'input']);

const said = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function mergeCalled(into: Record<string, unknown>, piece: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(piece)) {
    const before = into[name];
    if (inPieces.has(name) && typeof before === 'string' && typeof value === 'string') {
      into[name] = before + value;
    } else if (said(value) || before === undefined) into[name] = value;
  }
}

const nameIn = (piece: Record<string, unknown>): unknown =>
  Object.values(piece).find((value) => isRecord(value) && said(value['name']));

/**
 * The tool calls of one message, put together from their deltas.
 *
 * A delta is of the call at its `index`. Some servers give every call the index 0, or none: an id that is new begins
 * another call if a name comes with it; others give each delta of one call a new id, and only the first a name.
 */
export class AssembledToolCalls {
  readonly #calls: AssembledCall[] = [];

  add(piece: Record<string, unknown>): void {
    const { index, ...fields } = piece;
    const call = this.#callOf(typeof index === 'number' ? index : null, fields);
    for (const [name, value] of Object.entries(fields)) {
      if (isRecord(value)) {
        const called = call.called.get(name) ?? {};
        call.called.set(name, called);
        mergeCalled(called, value);
      } else if (!said(call.fields[name])) call.fields[name] = value;
    }
  }

  /** In the order of the message. */
  list(): Record<string, unknown>[] {
    return this.#calls.map(({ fields, called }) => ({ ...fields, ...Object.fromEntries(called) }));
  }

  #callOf(slot: number | null, fields: Record<string, unknown>): AssembledCall {
    const known = this.#calls.findLast((call) => slot === null || call.slot === slot);
    const another =
      known !== undefined &&
      said(fields['id']) &&
      said(known.fields['id']) &&
      fields['id'] !== known.fields['id'] &&
      nameIn(fields) !== undefined;
    if (known !== undefined && !another) return known;
    const call = { slot, fields: {}, called: new Map<string, Record<string, unknown>>() };
    const after = slot === null ? -1 : this.#calls.findIndex((one) => one.slot !== null && one.slot > slot);
    this.#calls.splice(after === -1 ? this.#calls.length : after, 0, call);
    return call;
  }
}
