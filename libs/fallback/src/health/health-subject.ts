import type { ErrorClass } from '#contracts';
import type { Callee } from './availability.js';
import { scopeOf } from '../failure.js';
import { stepName } from '../plan.js';

/**
 * What a call depends on, each of which can fail by itself:
 * `endpoint`: the provider's address; `credential`: a key there; `model`: a model there, whoever's key is used;
 * `limit`: how much of that model a key may have.
 */
export type SubjectKind = 'endpoint' | 'credential' | 'model' | 'limit';

export const subjectKinds: readonly SubjectKind[] = ['endpoint', 'credential', 'model', 'limit'];

/** Unlike for any two: of its parts only the model comes from requests, and it is the last. */
export function subjectKey(kind: SubjectKind, { provider, baseUrl, credential, model }: Callee): string {
  switch (kind) {
    case 'endpoint':
      return `endpoint\n${provider}\n${baseUrl ?? ''}`;
    case 'credential':
      return `credential\n${provider}\n${baseUrl ?? ''}\n${credential ?? ''}`;
    case 'model':
      return `model\n${provider}\n${baseUrl ?? ''}\n${model}`;
    case 'limit':
      return `limit\n${provider}\n${baseUrl ?? ''}\n${credential ?? ''}\n${model}`;
  }
}

export const concernsOneModel = (kind: SubjectKind): boolean => kind === 'model' || kind === 'limit';

/** As logs name it: `openai`, `openai/gpt-4o`, or with the variable that holds an organization's own key. */
export function subjectName(kind: SubjectKind, callee: Callee): string {
  const name = concernsOneModel(kind) ? stepName(callee) : callee.provider;
  const ofKey = kind === 'credential' || kind === 'limit';
  return ofKey && callee.credential !== null ? `${name} with ${callee.credential}` : name;
}

/** Whose fault a failure is; null: the request's own. */
export function blamedFor(errorClass: ErrorClass): SubjectKind | null {
  if (errorClass === 'rate_limit') return 'limit';
  const scope = scopeOf({ class: errorClass });
  return scope === 'request' ? null : scope;
}

/** Does it tell of a key, so that nobody with another one need care? */
export function tellsOfKey(errorClass: ErrorClass): boolean {
  const blamed = blamedFor(errorClass);
  return blamed === 'credential' || blamed === 'limit';
}
