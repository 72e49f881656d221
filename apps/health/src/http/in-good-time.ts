import { asyncScheduler, defer, filter, type MonoTypeOperatorFunction } from 'rxjs';

export interface Pace {
  /** Of an answer's text, what is told at once when it differs. */
  readonly urgent: (body: string) => string;
  /** The rest waits until so long after what was told last, in ms. */
  readonly restEveryMs: number;
}

/** Lets an answer pass if it differs from the last that passed, and if that cannot wait or has waited. */
export const inGoodTime = ({ urgent, restEveryMs }: Pace): MonoTypeOperatorFunction<string> => {
  return (answers) =>
    defer(() => {
      let last: { readonly body: string; readonly urgent: string; readonly at: number } | null = null;
      return answers.pipe(
        filter((body) => {
          if (body === last?.body) return false;
          const [part, now] = [urgent(body), asyncScheduler.now()];
          if (part === last?.urgent && now - last.at < restEveryMs) return false;
          last = { body, urgent: part, at: now };
          return true;
        }),
      );
    });
};
