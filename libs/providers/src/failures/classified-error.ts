import type { ErrorClass, Usage } from '#contracts';
import type { Failure } from '#fallback';
import { redact } from './redact.js';

/** A failure whose class is known where it is found. It travels through an SDK to the adapter's `classify`. */
export class ClassifiedError extends Error {
  constructor(
    readonly errorClass: ErrorClass,
    /** The SDK's own name of such an error. */
    override readonly name: string,
    message: string,
    readonly status: number | null = null,
    /** What was spent, if that is known where the failure is found. */
    readonly usage: Usage | null = null,
  ) {
    super(message);
  }

  toFailure(apiKey: string | null): Failure {
    return {
      class: this.errorClass,
      type: this.name,
      status: this.status,
      code: null,
      message: redact(this.message, apiKey),
      retryAfterMs: null,
      ...(this.usage === null ? {} : { usage: this.usage }),
    };
  }
}
