import { didYouMean } from '../../base/nearest.ts';
import { lineOf } from '../../base/plain-text.ts';
import { ModelMismatch } from './model.ts';

/** The names that other systems have for operations, by ours. */
const SYNONYMS: Readonly<Record<string, string>> = {
  get: 'read',
  put: 'write',
  set: 'write',
  'compare-and-set': 'cas',
  compareAndSet: 'cas',
  compareAndSwap: 'cas',
  enq: 'enqueue',
  push: 'enqueue',
  deq: 'dequeue',
  pop: 'dequeue',
  lock: 'acquire',
  unlock: 'release',
  inc: 'increment',
  dec: 'decrement',
};

/** Our name of an operation. @throws ModelMismatch when the model has none of the kind */
export function operationOf(name: string, model: string, known: readonly string[]): string {
  const word = name.startsWith(':') ? name.slice(1) : name;
  const ours = known.includes(word) ? word : (SYNONYMS[word] ?? word);
  if (known.includes(ours)) return ours;
  throw new ModelMismatch(`the model ${model} has no operation '${name}'.`, didYouMean(word, known));
}

/** The two values of a compare-and-set. @throws ModelMismatch for anything else than a pair */
export function pairOf(value: unknown, what: string): readonly [unknown, unknown] {
  if (Array.isArray(value) && value.length === 2) return [value[0], value[1]];
  throw new ModelMismatch(`${what} has the value ${lineOf(value, 60)}.`, 'Write it as a pair, as in [1, 2].');
}
