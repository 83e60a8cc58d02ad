import { UsageError } from './seeds.ts';

/** What to tell of a file that could not be read. */
export function unreadable(path: string, error: unknown): UsageError {
  return new UsageError(`${path} cannot be read: ${fileTrouble(error)}.`);
}

/** Why a file could not be read or written, as a part of a sentence. */
export function fileTrouble(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of the path is a file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
