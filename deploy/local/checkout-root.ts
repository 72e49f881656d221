import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The top of this checkout; the sources in `deploy/` and the build in `dist/deploy/` both find it. */
export const checkoutRoot = nearestPackage(import.meta.dirname);

function nearestPackage(directory: string): string {
  return existsSync(join(directory, 'package.json')) ? directory : nearestPackage(dirname(directory));
}
