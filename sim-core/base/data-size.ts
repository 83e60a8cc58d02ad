import { ScenarioError } from './scenario-error.ts';
import { writtenText } from './written-text.ts';

/** An amount of data: a number of bytes, or a number with its unit: `'1500B'`, `'64kB'`, `'1.5MB'`, up to `'1GB'`. A kB has 1,000 bytes. */
export type DataSize = number | `${number}${'B' | 'kB' | 'MB' | 'GB'}`;

/** How many bits pass in a second: a number with its unit: `'64kbit/s'`, `'2.5Mbit/s'`, `'10Gbit/s'`, up to `'1000Gbit/s'`. */
export type DataRate = `${number}${'' | 'k' | 'M' | 'G'}bit/s`;

const FACTOR = { '': 1, k: 1e3, M: 1e6, G: 1e9 } as const;
const SIZE = /^(\d+(?:\.\d+)?)([kMG]?)B$/;
const RATE = /^(\d+(?:\.\d+)?)([kMG]?)bit\/s$/;

/** Beyond these the arithmetic of queues would no longer be exact. */
const MOST_BYTES = 1e9;
const MOST_BITS_PER_SECOND = 1e12;

/** A number of bytes. @throws ScenarioError when it is no size from 1 byte to 1 GB */
export function bytesOf(size: unknown, what: string): number {
  const bytes = typeof size === 'number' ? size : wholeOf(SIZE, size);
  if (Number.isSafeInteger(bytes) && bytes >= 1 && bytes <= MOST_BYTES) return bytes;
  throw new ScenarioError(
    `${what} is ${writtenText(size)}, which is no amount of data.`,
    "Write a whole number of bytes from 1, or a text such as '1500B', '64kB' or '1MB', of at most '1GB'.",
  );
}

/** A number of bits a second. @throws ScenarioError when it is no rate from 1 bit/s to 1,000 Gbit/s */
export function bitsPerSecondOf(rate: unknown, what: string): number {
  const bits = wholeOf(RATE, rate);
  if (Number.isSafeInteger(bits) && bits >= 1 && bits <= MOST_BITS_PER_SECOND) return bits;
  throw new ScenarioError(
    `${what} is ${writtenText(rate)}, which is no rate.`,
    "Write a text such as '64kbit/s', '100Mbit/s' or '10Gbit/s', of at most '1000Gbit/s'.",
  );
}

function wholeOf(form: RegExp, value: unknown): number {
  // A list of one text reads as that text.
  const match = typeof value === 'string' ? form.exec(value) : null;
  return match ? Math.round(Number(match[1]) * FACTOR[match[2] as keyof typeof FACTOR]) : Number.NaN;
}
