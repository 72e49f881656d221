import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** The version of the package that this file belongs to, as a source and as a build. */
export function packageVersion(): string {
  const file = findPackageJSON(import.meta.url);
  const { version } = JSON.parse(readFileSync(file!, 'utf8')) as { version: string };
  return version;
}
