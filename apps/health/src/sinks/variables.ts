import { Undeliverable } from './undeliverable.js';

/** What the environment holds under a name; null: it is not set. */
export type Variables = (name: string) => string | null;

/** @throws Undeliverable */
export function requireVariable(name: string, variables: Variables): string {
  const value = variables(name);
  if (value === null)
    throw new Undeliverable(`${name} is not set: set it for the health service, and start it again`);
  return value;
}

/** @throws Undeliverable that does not quote it: such an address is a secret */
export function requireAddress(name: string, variables: Variables): string {
  const value = requireVariable(name, variables);
  if (!/^https?:\/\//.test(value) || !URL.canParse(value))
    throw new Undeliverable(
      `${name} holds no address such as https://host/path: mend it for the health service`,
    );
  return value;
}
