import { freezeMethods } from './freeze-methods.ts';

/** Which part of the user's file an error is about, so that the runner can name the file and line. */
export interface Subject {
  readonly node?: string;
  /** `init`, `on.TYPE`, `timers.NAME` or `requests.TYPE.answered`. */
  readonly handler?: string;
  readonly property?: string;
}

/** A mistake in the user's scenario or handlers: what is wrong, and what to do about it. */
export class ScenarioError extends Error {
  readonly cure: string;
  readonly subject: Subject;

  constructor(message: string, cure: string, subject: Subject = {}) {
    super(message);
    this.name = 'ScenarioError';
    this.cure = cure;
    this.subject = subject;
  }
}

// Authors can catch one.
freezeMethods(ScenarioError.prototype);
