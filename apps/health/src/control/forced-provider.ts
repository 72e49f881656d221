/** What an operator has told the fleet to try first. `until` is epoch ms. */
export interface Forced {
  readonly provider: string;
  readonly until: number;
}

/** none ⇄ forced, until a time or until an operator takes it back (B5, B6). A later word replaces an earlier one. */
export class ForcedProvider {
  private forced: Forced | null = null;

  force(forced: Forced): void {
    this.forced = forced;
  }

  release(): void {
    this.forced = null;
  }

  at(now: number): Forced | null {
    return this.forced !== null && this.forced.until > now ? this.forced : null;
  }
}
