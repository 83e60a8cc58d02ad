import { freezeMethods } from './freeze-methods.ts';
import { visible } from './plain-text.ts';

/** Which part of the user's file an error is about, so that the runner can name the file and line. */
export interface Subject {
  readonly node?: string;
  /** `init`, `on.TYPE`, `timers.NAME` or `requests.TYPE.answered`. */
  readonly handler?: string;
  readonly property?: string;
  /** The keys that lead to it in what the author declared, from outside in, such as `['network', 'latency']`. */
  readonly path?: readonly string[];
}

/** A mistake in the user's scenario or handlers: what is wrong, and what to do about it. */
export class ScenarioError extends Error {
  readonly cure: string;
  subject: Subject;

  constructor(message: string, cure: string, subject: Subject = {}) {
    super(readable(message));
    this.name = 'ScenarioError';
    this.cure = readable(cure);
    this.subject = subject;
  }
}

/** Checks a part of what an author declared, which is found under a key: what is wrong with it has its place there. */
export function inPart<Result>(key: string | number, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (error instanceof ScenarioError) error.subject = { ...error.subject, path: [String(key), ...(error.subject.path ?? [])] };
    throw error;
  }
}

/** More nobody reads. */
const MOST = 1_500;

/** Names and values are data, of any length and with any sign in them; a message is read by people. */
function readable(text: string): string {
  return visible(text.length > MOST ? `${text.slice(0, MOST)}…` : text);
}

// Authors can catch one.
freezeMethods(ScenarioError.prototype);
