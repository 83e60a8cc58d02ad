import { seedsFileOf } from '../regression-seeds.ts';
import { counted } from './words.ts';

/** What was added to the regression seeds of a file. */
export function savedLine(added: number, file: string): string {
  const path = seedsFileOf(file);
  return added === 0
    ? `Nothing new for ${path}.`
    : `${counted(added, 'run')} added to ${path}: every sweep runs ${added === 1 ? 'it' : 'them'} first.`;
}
