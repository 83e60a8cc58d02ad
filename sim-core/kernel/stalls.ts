import type { Microseconds } from '../base/units.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Effects } from './effects.ts';
import { ITEM } from './item.ts';
import type { Timeline } from './timeline.ts';

/** A handler makes a call on `self`: the stalls that have waited for it strike. */
export function strikeStalls(process: SimulatedProcess, timeline: Timeline, stabilisesAt: Microseconds, effects: Effects): void {
  const waiting = process.stalls;
  process.stalls = [];
  for (const stall of waiting) {
    if (timeline.at >= stall.from) stall.calls -= 1;
    if (stall.calls > 0) {
      process.stalls.push(stall);
      continue;
    }
    // Stabilisation thaws what is frozen then, and with it ends whatever was still to strike.
    const isBefore = !stall.isForEver && stall.from < stabilisesAt;
    if (isBefore && timeline.at >= stabilisesAt) continue;
    effects.call(ITEM.stall, process, timeline, stall.name, undefined, 0, 0);
    timeline.pass(stall.length);
    if (isBefore) timeline.noLaterThan(stabilisesAt);
    effects.call(ITEM.thaw, process, timeline, stall.name, undefined, 0, 0);
  }
}
