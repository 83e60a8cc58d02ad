import type { Judges } from '../judges/judges.ts';
import { FLAG, KIND } from '../trace/event.ts';
import type { Item } from './item.ts';
import type { Stage } from './stage.ts';

/** Words of an order that stand around what can be gone through again and again: afterwards the world is what it was before. */
export const LOOP_BEGINS = 'loop begins';
export const LOOP_CLOSES = 'loop closes';

/** A run comes to where a loop begins, or closes, so that what was promised all around it is promised for ever. */
export function comesToLoop({ log, time }: Stage, judges: Judges, { name }: Item): void {
  const closes = name === LOOP_CLOSES;
  const step = log.named(time, KIND.loop, -1, '', -1, closes ? FLAG.ends : 0);
  judges.loops(closes ? { step, time } : undefined);
}
