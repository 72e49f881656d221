import type { Attempt } from '#fallback';
import { v7 as uuid } from 'uuid';

/** The ids of one walk's attempts: the same on `llm.chunks` while one runs and on `llm.attempts` when it has ended. */
export class AttemptIds {
  private readonly ids = new Map<string, string>();

  of({ step, attempt }: Pick<Attempt, 'step' | 'attempt'>): string {
    const key = `${step}.${attempt}`;
    const id = this.ids.get(key) ?? uuid();
    this.ids.set(key, id);
    return id;
  }
}
