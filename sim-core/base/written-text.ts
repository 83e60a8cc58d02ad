import { lineOf, visible } from './plain-text.ts';

/** So much of a value is told. */
const MOST = 80;

/**
 * What an author has written in a wrong place, or what the author's code answered, for the sentence that tells of it: in one line, and texts
 * in quotes. It may be anything at all, and throw when it is looked at.
 */
export function writtenText(value: unknown): string {
  if (typeof value === 'string') return `'${visible(value.length > MOST ? `${value.slice(0, MOST)}…` : value)}'`;
  try {
    return lineOf(value, MOST);
  } catch {
    return 'something that cannot be told';
  }
}
