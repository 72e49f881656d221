import { Injectable } from '@nestjs/common';

/** More than a replica folds between two commits of its offsets. */
const remembered = 50_000;

/**
 * The ids of the attempts that this replica has folded lately. Whenever the group changes, those come again whose offsets
 * were not committed yet, and would count twice.
 */
@Injectable()
export class FoldedAttempts {
  private readonly ids = new Set<string>();

  /** False: it was folded before. */
  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    if (this.ids.size > remembered) this.ids.delete(this.ids.values().next().value!);
    return true;
  }
}
