import { InvalidArgumentError } from 'commander';
import { ErrorClass } from '#contracts';
import type { ObservedCall } from '#fallback';

/** What to take of a model that was never called: its `provider/model`, and how its calls go. */
export type Assumption = readonly [name: string, call: ObservedCall];

const unclear = (): InvalidArgumentError =>
  new InvalidArgumentError(
    'give a model and how its calls go, such as openai/gpt-4o=ok:800ms, =fail:unavailable or =fail:timeout',
  );

/** `openai/gpt-4o=ok:800ms`, or `=fail:` with the class of the failure and, if it takes time, `:2s`. */
export function parseAssumption(text: string): Assumption {
  const [, name, how, ...rest] = /^([^/=]+\/.+)=(ok|fail):([^:]+)(?::([^:]+))?$/.exec(text) ?? [];
  const [first, second] = rest;
  if (name === undefined || first === undefined) throw unclear();
  const call = { firstTokenMs: null, usage: null };
  if (how === 'ok') {
    if (second !== undefined) throw unclear();
    return [name, { ...call, durationMs: parseMs(first), failure: null }];
  }
  const errorClass = ErrorClass.exclude(['cancelled']).safeParse(first);
  if (!errorClass.success) throw new InvalidArgumentError(`no failure is called '${first}'`);
  const failure = {
    class: errorClass.data,
    type: 'Assumed',
    status: null,
    code: null,
    message: '',
    retryAfterMs: null,
  };
  // A time-out takes all the time that there is, any other failure none unless it is said.
  const shortest = errorClass.data === 'timeout' ? Infinity : 0;
  return [name, { ...call, durationMs: second === undefined ? shortest : parseMs(second), failure }];
}

function parseMs(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? [];
  if (number === undefined) throw unclear();
  return Number(number) * (unit === 's' ? 1000 : 1);
}
