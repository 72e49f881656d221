import type { FittingBody } from './fitting-body.js';
import type { ParameterMemory, Recipient, RefusedParameter } from './parameter-memory.js';

export interface Sending<T> {
  readonly body: FittingBody;
  readonly to: Recipient;
  readonly memory: ParameterMemory;
  readonly send: (fields: Record<string, unknown>) => Promise<T>;
  /** The parameter that an error of `send` is about, if it is about one. */
  readonly refusedBy: (error: unknown) => RefusedParameter | null;
}

const mostResends = 3;

/**
 * Sends a body without what its recipient has lately refused, and once more without each parameter that it refuses
 * now: such a refusal costs nothing and is no failure.
 */
export async function sendFitting<T>({ body, to, memory, send, refusedBy }: Sending<T>): Promise<T> {
  for (const parameter of memory.refusedAmong(body.fields, to)) body.withhold(parameter);
  for (let resends = 0; ; resends += 1) {
    try {
      return await send(body.fields);
    } catch (error) {
      const refused = resends < mostResends ? refusedBy(error) : null;
      if (refused === null || !body.mayWithhold(refused.parameter)) throw error;
      memory.remember(to, refused, body.fields[refused.parameter]);
      body.withhold(refused.parameter);
    }
  }
}
