import { didYouMean } from './nearest.ts';
import { ScenarioError, type Subject } from './scenario-error.ts';
import { writtenText } from './written-text.ts';

/**
 * The keys of a type, or of any of several.
 * @internal
 */
export type KeyOf<Type> = (keyof Type & string) | (Type extends unknown ? keyof Type & string : never);

/**
 * The keys that an author may write, from the type that says what they are: the compiler names one that is missing here, and one
 * that the type does not have, so that what is checked, what is typed and what the reference says are the same.
 */
export function keysOf<Type>(keys: Readonly<Record<KeyOf<Type>, true>>): readonly KeyOf<Type>[] {
  return Object.keys(keys) as KeyOf<Type>[];
}

/**
 * A key that nobody reads is a mistake that nobody would see.
 * @throws ScenarioError naming the first key of `value` that is not known, and the known one next to it.
 */
export function requireKnownKeys(value: object, known: readonly string[], where: string, subject: Subject = {}): void {
  for (const [key, item] of Object.entries(value)) {
    // What is undefined is not there, so that an author may switch something off.
    if (item === undefined || known.includes(key)) continue;
    throw new ScenarioError(`${where} has \`${key}\`, which it does not know.`, didYouMean(key, known), { ...subject, path: [key] });
  }
}

/** What is listed by names of the author's own; nothing where it is absent. @throws ScenarioError for a text or a list, whose places would be names. */
export function requireNamed(value: unknown, where: string, example: string): void {
  if (value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value))) return;
  throw new ScenarioError(`${where} is ${Array.isArray(value) ? 'a list' : writtenText(value)}.`, `Write \`${example}\`.`);
}

/** The same as `requireKnownKeys` for something that may be absent. @throws ScenarioError also when it is no object. */
export function requireKnownOptions(value: unknown, known: readonly string[], where: string): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const what = value === null ? 'null' : `a ${Array.isArray(value) ? 'list' : typeof value}`;
    throw new ScenarioError(`${where} is ${what}.`, `Write an object with ${known.join(', ')}.`);
  }
  requireKnownKeys(value, known, where);
}
