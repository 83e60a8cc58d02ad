import type { Milliseconds } from '../base/units.ts';
import type { NodeDefinition, StateOf } from './node.ts';

/** The nodes of a scenario by name. */
export type Nodes = Readonly<Record<string, NodeDefinition>>;

/** An operation of the history that clients see. Times in milliseconds of simulated time. */
export interface Operation {
  /** What `self.invoke` returned: another number for each operation of a run. */
  readonly id: number;
  /** The name of the node that invoked it. */
  readonly client: string;
  /** What it is called, as given to `self.invoke`. */
  readonly operation: string;
  readonly input: unknown;
  /** Simulated time in milliseconds, as that of the completion. */
  readonly invokedAt: Milliseconds;
  /**
   * `pending` until it ends; an operation whose client crashed stays pending for ever. `failed` is known to have had
   * no effect, and `info` may have had one.
   */
  readonly status: 'pending' | 'ok' | 'failed' | 'info';
  /** Absent while it is pending. */
  readonly completedAt?: Milliseconds;
  /** Of one that failed, the reason. */
  readonly output?: unknown;
}

/** Whether a node can run: in its first or a later `init`, up, frozen, or down. */
export type Status = 'starting' | 'up' | 'paused' | 'down';

/** What is on a node's disk. */
export interface DiskView {
  /** What a crash cannot take away, by key. */
  readonly synced: Readonly<Record<string, unknown>>;
  /** What was written since, in order, of which a crash keeps some or nothing; of what a sync failed for, nothing. `value` is absent for a deletion. */
  readonly unsynced: readonly { readonly key: string; readonly value?: unknown }[];
}

/** What waits in front of a line, and what became of the rest. */
export interface QueueView {
  /** How many bytes wait now, with what is left of the message that is being sent. */
  readonly depth: number;
  /** How many messages found it full, and were lost. */
  readonly dropped: number;
  /** The part of the time so far, from 0 to 1, in which the line was sending. */
  readonly utilisation: number;
}

/**
 * What a property sees: the whole world after an event with its immediate effects.
 * `World<typeof cluster>` gives it the types of the states of the nodes that a constant `cluster`
 * holds; with a constant of the name `nodes` the parameter `{ nodes }` would be defined by itself.
 * Nothing in it may be changed.
 */
export interface World<Of extends Nodes = Nodes> {
  /**
   * Each node's state as of its last completed handler, of all nodes that have started. A node that
   * is down, or starts again, keeps showing its last state; `status` tells. A property that looks at a
   * node which has never started is not judged until it has.
   */
  readonly nodes: { readonly [Name in keyof Of]: Readonly<StateOf<Of[Name]>> };
  /** Every operation so far, in order of invocation. A property that keeps some in its `memory` compares them by `id`. */
  readonly history: readonly Operation[];
  /**
   * The nodes of which progress is demanded: from stabilisation on those that this seed drew, if the scenario has a `core`,
   * and none if there is none; before, and without one, all nodes.
   */
  readonly core: [Of] extends [never] ? never : readonly (keyof Of & string)[];
  /** Simulated time in milliseconds, which no node knows. A property that reads it is also judged when only time has passed. */
  readonly time: Milliseconds;
  /** Whether a node can run. @throws ScenarioError when there is no node of that name, as the following do */
  status(name: keyof Of & string): Status;
  /** False from a node's crash until its restart has completed `init`. */
  isUp(name: keyof Of & string): boolean;
  /**
   * Whether a node has been honest up to now. One that was made Byzantine, by the scenario, a fault, a nemesis or in
   * the panel, is not, for good: what a protocol promises, it promises to the honest.
   */
  isHonest(name: keyof Of & string): boolean;
  /** A copy of what is on a node's disk, as of its last completed handler. */
  disk(name: keyof Of & string): DiskView;
  /**
   * The queue in front of a line that has a rate: of a link, `'from>to'`, which may be a circuit; of what a node sends into
   * a switch, `'node>switch'`, or a switch to a node, `'switch>node'`. `depth` and `utilisation` change with time.
   * @throws ScenarioError when there is none of that name
   */
  queue(line: string): QueueView;
  /** Whether a message sent now from one node to another could arrive: both up, the link not cut. */
  canReach(from: keyof Of & string, to: keyof Of & string): boolean;
}
