import type { NodeDefinition, StateOf } from './node.ts';

/** The nodes of a scenario by name. */
export type Nodes = Readonly<Record<string, NodeDefinition>>;

/** An operation of the history that clients see. Times in milliseconds of simulated time. */
export interface Operation {
  readonly id: number;
  readonly client: string;
  readonly operation: string;
  readonly input: unknown;
  readonly invokedAt: number;
  /** `pending` until it completes; an operation whose client crashed stays pending for ever. */
  readonly status: 'pending' | 'ok' | 'failed';
  readonly completedAt?: number;
  readonly output?: unknown;
}

/**
 * What a property sees: the whole world between two handlers. Use `World<typeof nodes>` for the
 * types of the states. Nothing in it may be changed.
 */
export interface World<Of extends Nodes = Nodes> {
  /**
   * Each node's state as of its last completed handler. A crashed node keeps showing its last
   * state until it restarts; `isUp` tells.
   */
  readonly nodes: { readonly [Name in keyof Of]: Readonly<StateOf<Of[Name]>> };
  /** Every operation so far, in order of invocation. */
  readonly history: readonly Operation[];
  /** Simulated time in milliseconds, which no node knows. */
  readonly time: number;
  /** False from a node's crash to its restart. */
  isUp(name: keyof Of & string): boolean;
  /** Whether a message sent now from one node to another could arrive: both up, the link not cut. */
  canReach(from: keyof Of & string, to: keyof Of & string): boolean;
}
