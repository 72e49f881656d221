import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { placeName, type ConfigProblem, type Place } from './config-problem.js';

/** The YAML text of a config file, which knows the line of everything in it. */
export class ConfigText {
  private readonly lines = new LineCounter();
  private readonly document;

  constructor(text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
  }

  /** What the text says, or why it is no YAML, each with its line. */
  read():
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly problems: readonly string[] } {
    const { document } = this;
    const problems = document.errors.map(({ message, pos: [offset] }) => this.atLine(offset, message));
    visit(document, {
      Alias: (_, alias) => {
        if (alias.resolve(document) === undefined)
          problems.push(this.atLine(alias.range![0], `no anchor before it is called '&${alias.source}'`));
      },
    });
    if (problems.length > 0) return { ok: false, problems };
    try {
      return { ok: true, value: document.toJS() };
    } catch (error) {
      // Aliases of aliases that would grow without end.
      return {
        ok: false,
        problems: [this.atLine(0, error instanceof Error ? error.message : String(error))],
      };
    }
  }

  /** The problems of places in this text, in the order of their lines: `line 12: chains.support.steps[1]: …`. */
  describe(problems: readonly ConfigProblem[]): string[] {
    return problems
      .map((problem) => ({ ...problem, line: this.lineOf(problem.at) }))
      .sort((a, b) => a.line - b.line)
      .map(({ line, at, text }) => `line ${line}: ${placeName(at)}: ${text}`);
  }

  /** The line of a place, or of what is nearest around it where it is not there itself. */
  private lineOf(place: Place): number {
    let node: unknown = this.document.contents;
    let offset = 0;
    for (const part of place) {
      const parent = isAlias(node) ? node.resolve(this.document) : node;
      const pair = isMap(parent)
        ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
        : undefined;
      const item = isSeq(parent) ? parent.items[Number(part)] : undefined;
      const found = pair?.key ?? item;
      if (!isNode(found) || !found.range) break;
      [offset] = found.range;
      node = pair === undefined ? item : pair.value;
    }
    return this.lines.linePos(offset).line;
  }

  private atLine(offset: number, text: string): string {
    return `line ${this.lines.linePos(offset).line}: this is no YAML: ${text}`;
  }
}
