import { ScenarioError } from './scenario-error.ts';
import { writtenText } from './written-text.ts';

/**
 * A length of time: a number of milliseconds, or a number with its unit: `'250ms'`, `'10s'`,
 * `'1.5s'`, `'40us'`, `'2m'`, `'1h'`.
 */
export type Duration = number | `${number}${'us' | 'ms' | 's' | 'm' | 'h'}`;

const MICROSECONDS = { us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 } as const;
const FORM = /^(\d+(?:\.\d+)?)(us|ms|s|m|h)$/;

/** Parsed texts are kept, because handlers write the same few durations thousands of times a run. */
const parsed = new Map<string, number>();

/**
 * Simulated time in integer microseconds.
 * @throws ScenarioError when the text does not parse or the length is negative or not finite.
 */
export function microseconds(duration: Duration, what: string): number {
  if (typeof duration === 'string') {
    const known = parsed.get(duration);
    if (known !== undefined) return known;
    // What a nemesis draws is seldom drawn twice, and always in this form.
    if (duration.endsWith('us')) {
      const length = Number(duration.slice(0, -2));
      if (Number.isSafeInteger(length) && length >= 0 && `${length}us` === duration) return length;
    }
    const match = FORM.exec(duration);
    if (match) {
      const length = Math.round(Number(match[1]) * MICROSECONDS[match[2] as keyof typeof MICROSECONDS]);
      if (Number.isSafeInteger(length)) {
        // Texts that handlers compute could be endlessly many, so the table stops growing.
        if (parsed.size < 1_000) parsed.set(duration, length);
        return length;
      }
    }
  } else if (typeof duration === 'number' && duration >= 0) {
    const length = Math.round(duration * 1_000);
    if (Number.isSafeInteger(length)) return length;
  }
  throw new ScenarioError(
    (duration as unknown) === undefined ? `${what} is missing.` : `${what} is ${writtenText(duration)}, which is not a duration.`,
    "Write a number of milliseconds, zero or more, or a text such as '250ms', '10s' or '2m'.",
  );
}

/** Microseconds as the shortest text that `microseconds` reads back to the same number. */
export function durationText(length: number): Duration {
  if (length % MICROSECONDS.s === 0) return `${length / MICROSECONDS.s}s`;
  if (length % MICROSECONDS.ms === 0) return `${length / MICROSECONDS.ms}ms`;
  return `${length}us`;
}
