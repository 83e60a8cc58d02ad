import { relative } from 'node:path';

/** Whether two paths name the same file, however they are written. */
export function samePath(one: string, other: string): boolean {
  return relative(one, other) === '';
}
