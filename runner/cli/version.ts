import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of the package, which the build leaves beside this file. */
export function version(): string {
  return readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'version.txt'), 'utf8').trim();
}
