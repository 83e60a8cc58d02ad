import type { Microseconds } from '../base/units.ts';
import type { PendingStall } from '../world/process.ts';
import type { HandlerCall } from './handler-runner.ts';
import type { Item } from './item.ts';
import type { Beginning } from './timeline.ts';

/**
 * A handler that takes simulated time and has not completed: all that is needed to execute it once
 * more from its beginning, when a fault strikes its process meanwhile.
 */
export interface UnderWay extends Beginning {
  readonly call: HandlerCall;
  /** How much had been drawn of the node's own streams at the beginning. */
  readonly drawn: readonly number[];
  readonly operations: number;
  /** The stalls that waited at the beginning, and those that came since. */
  readonly stalls: readonly PendingStall[];
  /** Since when the process has been frozen in it, or -1. */
  readonly frozenSince: Microseconds;
  /** What it brings about at the moment of its completion, as one with it. */
  readonly tail: readonly Item[];
}
