import type { NodeStatus } from '../base/node-status.ts';
import type { ByzantineBehaviour } from '../world/byzantine/catalogue.ts';

export type { NodeStatus };

/** One node as it was right after a step. */
export interface NodeView {
  readonly name: string;
  readonly status: NodeStatus;
  /** The node's own time of day in microseconds. */
  readonly clock: number;
  /** Its state as of its last completed handler: plain data. Undefined before its first start and while it is down. */
  readonly state: unknown;
  /** What this step changed: paths into `state` such as `holder` or `log.3.term`. */
  readonly changed: readonly string[];
  /** What was at these paths before; where a path is not in it, nothing was there, or nobody knows. */
  readonly was?: ReadonlyMap<string, unknown>;
  /** Timers that are set, with the simulated time in microseconds at which they are due. */
  readonly timers: readonly { readonly name: string; readonly due: number }[];
  /** What is on its disk, and which keys are not yet durable. */
  readonly disk: Readonly<Record<string, unknown>>;
  readonly unsynced: readonly string[];
  readonly byzantine?: ByzantineBehaviour;
}

/** The whole world right after a step. */
export interface Inspection {
  readonly step: number;
  readonly time: number;
  readonly nodes: readonly NodeView[];
  /** The payload or data of the event itself. */
  readonly value?: unknown;
}

/** When a value of a node's state last became what it is. */
export type LastChange =
  /** The step after which it was otherwise than before; `was` is absent where there was nothing. */
  | { readonly step: number; readonly was?: unknown }
  /** It did not change at this step or later, and what was before has not been looked at. */
  | { readonly searchedTo: number };
