import { node } from './node.ts';
import type { DefinedNode, NoSettings } from './node.ts';

/** The four timestamps of one exchange (RFC 5905, section 8), in milliseconds: two on the client's clock and two on the server's. */
export interface NtpExchange {
  /** When the client asked, by its clock: T1. */
  readonly asked: number;
  /** When the server received that, by its clock: T2. */
  readonly received: number;
  /** When the server answered, by its clock: T3. */
  readonly answered: number;
  /** When the answer arrived, by the client's clock: T4. */
  readonly arrived: number;
}

/** What one exchange says of two clocks, in milliseconds. */
export interface NtpSample {
  /** How far the server's clock seems to be ahead of the client's. It is wrong by half of what one way takes longer than the other. */
  readonly offset: number;
  /** How long both ways took together. The offset is wrong by no more than half of it, whatever the ways are. */
  readonly delay: number;
}

/**
 * What one exchange says: `offset = ((T2 - T1) + (T3 - T4)) / 2` and `delay = (T4 - T1) - (T3 - T2)` (Mills et al.,
 * RFC 5905, section 8). Milliseconds.
 * @example
 * ```ts
 * ntpSample({ asked: 0, received: 105, answered: 105, arrived: 10 }); // { offset: 100, delay: 10 }
 * ```
 */
export function ntpSample({ asked, received, answered, arrived }: NtpExchange): NtpSample {
  return { offset: (received - asked + (answered - arrived)) / 2, delay: arrived - asked - (answered - received) };
}

/** A clock that is kept right in software over one that is not: plain data, for the state of a node. */
export interface DisciplinedClock {
  /** What was added to the raw clock at `since`. */
  offset: number;
  /** What is still to be added, a little at a time. */
  slew: number;
  /** The raw reading from which on `slew` goes in. */
  since: number;
}

/** A correction of more than this is made at once (RFC 5905's STEPT), in milliseconds. */
const STEP_THRESHOLD = 128;
/** A smaller one goes in no faster than this (Linux's `adjtime` and NTP): half a millisecond for each second. */
const SLEW_PER_MILLISECOND = 500 / 1_000_000;

/** A disciplined clock that reads what the raw one does, until it is adjusted. */
export function disciplinedClock(): DisciplinedClock {
  return { offset: 0, slew: 0, since: 0 };
}

/**
 * What a disciplined clock reads while its raw one reads `raw`. Milliseconds. Between two adjustments it goes back
 * only where the raw clock does.
 */
export function readDisciplined({ offset, slew, since }: DisciplinedClock, raw: number): number {
  const most = Math.max(0, raw - since) * SLEW_PER_MILLISECOND;
  return raw + offset + Math.max(-most, Math.min(most, slew));
}

/**
 * Corrects a disciplined clock by `by` milliseconds from the raw reading `raw` on: by slewing, at most 500 parts per
 * million, or by a step when that is more than 128 ms. What an earlier slew had still to add is dropped.
 */
export function adjustClock(clock: DisciplinedClock, by: number, raw: number): 'stepped' | 'slewed' {
  const offset = readDisciplined(clock, raw) - raw;
  const isStep = Math.abs(by) > STEP_THRESHOLD;
  clock.offset = isStep ? offset + by : offset;
  clock.slew = isStep ? 0 : by;
  clock.since = raw;
  return isStep ? 'stepped' : 'slewed';
}

/** What a client asks a time server; `asked` comes back, so that the client need not remember. */
export interface NtpRequest {
  readonly type: 'ntpRequest';
  readonly asked: number;
}

/** What a time server answers. */
export interface NtpReply extends Omit<NtpExchange, 'arrived'> {
  readonly type: 'ntpReply';
}

/** Answers each `ntpRequest` by its own time of day, with when it received it and when it answered. */
export const ntpServer: DefinedNode<object, NtpRequest, NtpReply, NoSettings> = node<NtpRequest, NtpReply>()({
  init: (): object => ({}),
  on: {
    ntpRequest(_state, { asked }, self, from) {
      const received = self.now();
      self.send(from, { type: 'ntpReply', asked, received, answered: self.now() });
    },
  },
});
