import { Isolator } from '../base/hash.ts';
import { ScenarioError, type Subject } from '../base/scenario-error.ts';
import { describeUnplain } from '../base/unplain.ts';
import type { Checks } from './checks.ts';

const WHAT = {
  message: (name: string) => `the message '${name}'`,
  input: (name: string) => `the input of '${name}'`,
  output: (name: string) => `the output of operation ${name}`,
  write: (name: string) => `the disk write '${name}'`,
  signed: () => 'what is signed',
} as const;

/** Copies and hashes what leaves a handler, and says whose it is where it is not plain data. */
export class MessageIsolator {
  /** The handler that runs. */
  readonly #subject: () => Subject;
  readonly #isolator = new Isolator();
  /** The types of messages, and the other kinds of value, of which one has left and was looked at whole. */
  readonly #seen = new Set<string>();
  readonly #checks: Checks;

  constructor(subject: () => Subject, checks: Checks) {
    this.#subject = subject;
    this.#checks = checks;
  }

  /** The hash of the last value that was isolated. */
  get hash(): number {
    return this.#isolator.hash;
  }

  /** @throws ScenarioError when the value is not plain data. */
  isolate<Value>(value: Value, what: keyof typeof WHAT, name: string): Value {
    if (this.#checks !== 'few') this.#look(value, what, name);
    try {
      return this.#isolator.isolate(value);
    } catch (error) {
      this.#require(value, what, name);
      throw error;
    }
  }

  /** Accessors and keys that are symbols or hidden show only when every property is looked at. */
  #look(value: unknown, what: keyof typeof WHAT, name: string): void {
    // Types of messages are few; keys of disks can be as many as writes.
    const place = what === 'message' ? name : what;
    if (this.#checks !== 'all' && this.#seen.has(place)) return;
    this.#seen.add(place);
    this.#require(value, what, name);
  }

  #require(value: unknown, what: keyof typeof WHAT, name: string): void {
    const unplain = describeUnplain(value, what === 'message' ? 'message' : '');
    if (unplain === undefined) return;
    throw new ScenarioError(
      `In ${WHAT[what](String(name))} of '${this.#subject().node ?? ''}', ${unplain}.`,
      'Use plain data: objects, arrays, strings, numbers, booleans, null, bigint, Map, Set, Uint8Array.',
      this.#subject(),
    );
  }
}
