import { ITEM } from './item.ts';
import type { Move } from './moves.ts';
import type { Stage } from './stage.ts';

/** What a move did that does not show in the move itself. */
export const DID = { nothing: 0, history: 1 } as const;

/** The kinds of faults that strike one process and nothing else. */
const OF_ONE_PROCESS: readonly string[] = ['crash', 'restart', 'pause'];

/** What a move touches. */
export interface Touched {
  /** The only process that it reads and changes; -1 where it is none, and `EVERYTHING` where more is touched than a process. */
  readonly node: number;
  /** Which faults may still happen, and in which order. */
  readonly faults: boolean;
  /** What clients have seen, which is one list for all. */
  readonly history: boolean;
  readonly move: Move;
}

const EVERYTHING = -2;

/**
 * What a move reads and changes. A message that arrives, or a timer, is handled by one process, with its memory, disk, timers and
 * draws; what it sends is put behind what its own links hold, where it neither hinders nor enables what is there already. What more
 * there is than processes and links is named: the history, the plan of faults, and what links let pass, of which every move is taken to know.
 */
export function touchedBy(stage: Stage, move: Move, did: number): Touched {
  const { what, node, peer, name } = move.item;
  const history = (did & DID.history) !== 0;
  if (what === ITEM.faultBegins || what === ITEM.faultEnds) {
    const fault = stage.plan.get(name)!;
    const struck = OF_ONE_PROCESS.includes(fault.kind) ? fault.node : undefined;
    return { node: struck ?? EVERYTHING, faults: true, history, move };
  }
  if (what === ITEM.timer) return { node, faults: false, history, move };
  if (what !== ITEM.deliver) return { node: EVERYTHING, faults: false, history, move };
  // Nobody hears of a loss. What a process sent to itself it loses in a crash, too.
  return { node: move.isLoss && peer !== node ? -1 : node, faults: false, history, move };
}

/** Whether two moves that are both possible lead to one world whichever is made first, and are both possible after the other. */
export function doCommute(one: Touched, other: Touched): boolean {
  if (one.node === EVERYTHING || other.node === EVERYTHING) return false;
  if (one.node === other.node && one.node >= 0) return false;
  if ((one.history && other.history) || (one.faults && other.faults)) return false;
  // A message cannot both arrive and be lost.
  return one.move.item !== other.move.item;
}
