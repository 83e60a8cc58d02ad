import { lineOf, visible } from './plain-text.ts';

/** So much of a value is told. */
const MOST = 80;

/** What an author has written in a wrong place, for the sentence that tells of it: in one line, and texts in quotes. */
export function writtenText(value: unknown): string {
  if (typeof value === 'string') return `'${visible(value.length > MOST ? `${value.slice(0, MOST)}…` : value)}'`;
  return typeof value === 'function' ? 'a function' : lineOf(value, MOST);
}
