import { lineOf } from './plain-text.ts';
import { describeUnplain } from './unplain.ts';

/** So much is told of what was thrown and is no error. */
const LONGEST = 200;

/** What the author's code threw, which may be anything at all: it is asked once, and may throw when it is asked. */
export function thrownText(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
    const isData = typeof thrown === 'object' && describeUnplain(thrown, '') === undefined;
    return isData ? lineOf(thrown, LONGEST) : String(thrown);
  } catch {
    return 'something that cannot be told';
  }
}

/** The engine's stack of what was thrown, if it has one. */
export function thrownStack(thrown: unknown): string | undefined {
  try {
    const stack: unknown = thrown instanceof Error ? thrown.stack : undefined;
    return typeof stack === 'string' ? stack : undefined;
  } catch {
    return undefined;
  }
}
