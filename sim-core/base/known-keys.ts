import { didYouMean } from './nearest.ts';
import { ScenarioError, type Subject } from './scenario-error.ts';

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

/** The same for something that may be absent. @throws ScenarioError also when it is no object. */
export function requireKnownOptions(value: unknown, known: readonly string[], where: string): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const what = value === null ? 'null' : `a ${Array.isArray(value) ? 'list' : typeof value}`;
    throw new ScenarioError(`${where} is ${what}.`, known.length > 0 ? `Write an object with ${known.join(', ')}.` : 'Write an object.');
  }
  requireKnownKeys(value, known, where);
}
