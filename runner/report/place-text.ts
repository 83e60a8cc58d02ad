import { isAbsolute, relative } from 'node:path';
import type { SourceLocation } from '../protocol.ts';

/** Reports name files as the user would type them: from the working folder, if they are in it. */
export function asTyped(file: string): string {
  const path = relative(process.cwd(), file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path;
}

export function placeText({ file, line, column }: SourceLocation): string {
  return `${asTyped(file)}:${line}:${column}`;
}
