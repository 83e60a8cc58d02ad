import type { ClockDistortion } from '../base/clock-distortion.ts';
import type { Microseconds } from '../base/units.ts';

/** The kinds that a fault begins and does not end. */
export function isLasting({ kind }: ClockDistortion): boolean {
  return kind === 'step' || kind === 'smear';
}

/** A distortion that began, and ended where it did. */
export interface Distorted {
  /** The fault that it is. */
  readonly fault: string;
  readonly distortion: ClockDistortion;
  readonly from: Microseconds;
  /** Infinity while it lasts. */
  readonly to: Microseconds;
}

/** What a distortion is at a moment: an even draw that belongs to that moment alone, and the local time between two. */
export interface Reading {
  readonly now: Microseconds;
  elapsed(from: Microseconds, to: Microseconds): Microseconds;
  even(): number;
}

/**
 * How far all distortions together put the time of day off. Steps add up; of what lasts, the strongest of its kind
 * counts, and what stands still twice at once stands still once.
 */
export function distortedBy(all: readonly Distorted[], { now, elapsed, even }: Reading): Microseconds {
  let [sum, strobe, jitter, thawed] = [0, 0, 0, -Infinity];
  for (const { distortion, from, to } of all) {
    const isActive = now < to;
    switch (distortion.kind) {
      case 'step':
        sum += distortion.by;
        break;
      case 'smear':
        sum += Math.trunc(distortion.by * Math.min(1, elapsed(from, now) / distortion.over));
        break;
      case 'freeze': {
        const end = Math.min(now, to);
        if (end > thawed) sum -= elapsed(Math.max(from, thawed), end);
        thawed = Math.max(thawed, end);
        break;
      }
      case 'strobe': {
        const isOff = isActive && Math.floor((now - from) / distortion.period) % 2 === 0;
        if (isOff && Math.abs(distortion.by) > Math.abs(strobe)) strobe = distortion.by;
        break;
      }
      case 'jitter':
        if (isActive) jitter = Math.max(jitter, distortion.by);
        break;
      default:
    }
  }
  return sum + strobe + (jitter > 0 ? Math.round((even() * 2 - 1) * jitter) : 0);
}

/** The strongest of a kind of distortion that lasts now; undefined where there is none. */
export function strongest<Kind extends 'rate' | 'interval'>(
  all: readonly Distorted[],
  kind: Kind,
  now: Microseconds,
): Extract<ClockDistortion, { kind: Kind }> | undefined {
  let found: Extract<ClockDistortion, { kind: Kind }> | undefined;
  const size = (distortion: ClockDistortion): number =>
    distortion.kind === 'rate' ? Math.abs(distortion.ppm) : distortion.kind === 'interval' ? Math.abs(distortion.by) : 0;
  for (const { distortion, from, to } of all) {
    if (distortion.kind !== kind || now < from || now >= to) continue;
    const candidate = distortion as Extract<ClockDistortion, { kind: Kind }>;
    if (found === undefined || size(candidate) > size(found)) found = candidate;
  }
  return found;
}
