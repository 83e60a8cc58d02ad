import type { ByzantineBehaviour } from '../world/byzantine.ts';
import type { Duration } from '../base/duration.ts';
import type { PropertyDefinition } from './properties.ts';
import type { Nodes } from './world.ts';

/** How long a message travels: always the same, evenly between two bounds, or exponential with a floor. */
export type Latency =
  | Duration
  | { readonly min: Duration; readonly max: Duration }
  | { readonly mean: Duration; readonly min?: Duration; readonly max?: Duration };

/** A duration, or one drawn evenly from between two. */
export type DurationRange = Duration | readonly [from: Duration, to: Duration];

export interface Link {
  readonly latency?: Latency;
  /** The probability that a message is lost. */
  readonly loss?: number;
  /** The probability that a message arrives twice. */
  readonly duplicate?: number;
  /**
   * The probability that a message does not keep its place behind earlier ones of its link. 1, the
   * default, is a datagram network in which latency alone decides; 0 keeps every link in order.
   */
  readonly reorder?: number;
}

export interface Network<Name extends string> extends Link {
  /** Links that differ from the rest, by `'from>to'`. */
  readonly links?: { readonly [Path in `${Name}>${Name}`]?: Link };
}

/** Clocks are drawn for each node from the seed, evenly within these bounds. */
export interface Clocks {
  /** How far the time of day may be off at the start, either way. */
  readonly offset?: Duration;
  /** How fast a clock may drift, in parts per million, either way. Quartz keeps within about 200. */
  readonly drift?: number;
}

/** Which links a link fault disturbs: all, or those from and to the named nodes. */
export interface LinkSelection<Name extends string> {
  readonly from?: readonly Name[];
  readonly to?: readonly Name[];
}

/** A planned disturbance at a time of the run. */
export type Fault<Name extends string = string> = { readonly at: Duration } & (
  | { /** The process stops; its memory is lost. */ readonly crash: Name; /** Restarts after so long; never, if absent. */ readonly for?: Duration }
  | { readonly restart: Name }
  | { /** The process freezes between two handlers. */ readonly pause: Name; readonly for: Duration }
  | {
      /** The process freezes inside a handler, before a call on `self`. */
      readonly stall: Name;
      readonly for: Duration;
      /** Before which call on `self`, counted from `at`. Defaults to 1, the next. */
      readonly call?: number;
    }
  | {
      /** Cuts the links between the groups, or one way from some nodes to others. Nodes of no group keep their links. */
      readonly partition: readonly (readonly Name[])[] | { readonly from: readonly Name[]; readonly to: readonly Name[] };
      /** Heals after so long; at the next `heal` or at stabilisation, if absent. */
      readonly for?: Duration;
    }
  | { /** Ends all partitions. */ readonly heal: 'all' }
  | { /** Links hold their messages back until the fault ends. */ readonly clog: LinkSelection<Name>; readonly for: Duration }
  | { readonly loss: number; readonly for: Duration; readonly links?: LinkSelection<Name> }
  | { readonly duplicate: number; readonly for: Duration; readonly links?: LinkSelection<Name> }
  | { readonly reorder: number; readonly for: Duration; readonly links?: LinkSelection<Name> }
  | { /** Adds so much to the latency. */ readonly delay: Duration; readonly for: Duration; readonly links?: LinkSelection<Name> }
  | { /** The time of day jumps ahead. */ readonly clock: Name; readonly forward: Duration }
  | { /** The time of day jumps back. */ readonly clock: Name; readonly backward: Duration }
);

/** How often a nemesis strikes and for how long; `every` is the mean time between two strikes. */
export interface Strike<Name extends string> {
  readonly every: Duration;
  readonly for: DurationRange;
  /** Which nodes it may strike; all, if absent. */
  readonly nodes?: readonly Name[];
}

/** Draws random faults from the seed, up to stabilisation. Each kind is drawn from a stream of its own. */
export interface Nemesis<Name extends string = string> {
  readonly crash?: Strike<Name>;
  readonly pause?: Strike<Name>;
  /** Pauses inside a handler. `within` is how many calls on `self` ahead it may strike, 4 if absent. */
  readonly stall?: Strike<Name> & { readonly within?: number };
  readonly partition?: Strike<Name> & {
    /** `halves` splits the nodes in two, `isolate` cuts one off, `one-way` cuts one direction; any of these, if absent. */
    readonly shape?: 'halves' | 'isolate' | 'one-way';
  };
  readonly clog?: Strike<Name>;
  readonly loss?: Strike<Name> & { readonly probability: number };
  readonly duplicate?: Strike<Name> & { readonly probability: number };
  readonly reorder?: Strike<Name> & { readonly probability: number };
  readonly delay?: Strike<Name> & { readonly by: DurationRange };
  /** Clocks jump either way. */
  readonly clock?: Omit<Strike<Name>, 'for'> & { readonly by: DurationRange };
}

/** What is run, without the seed. */
export interface Scenario<Of extends Nodes = Nodes> {
  readonly name: string;
  /** In the order of their lanes. */
  readonly nodes: Of;
  readonly network?: Network<NoInfer<keyof Of & string>>;
  readonly clocks?: Clocks;
  readonly disk?: { /** How long `self.disk.sync()` takes; nothing, if absent. */ readonly syncLatency?: Latency };
  readonly byzantine?: { readonly [Name in NoInfer<keyof Of & string>]?: ByzantineBehaviour };
  readonly faults?: readonly Fault<NoInfer<keyof Of & string>>[];
  readonly nemesis?: Nemesis<NoInfer<keyof Of & string>>;
  readonly duration: Duration;
  /**
   * When faults stop and delays are bounded (GST; Dwork, Lynch and Stockmeyer 1988): the nemesis
   * rests, partitions heal, crashed nodes restart, links lose nothing. Liveness is judged from here
   * on. A scenario without any fault is stable from its start. A fault that you plan for later still
   * happens; use `given` to suspend the deadlines that it makes impossible.
   */
  readonly stabilisesAt?: Duration;
  /** Classes with decorated static methods, or what a plain call of a decorator returned. */
  readonly properties: readonly (PropertyDefinition | (abstract new (...args: never[]) => unknown))[];
}

/** A scenario that has been declared as one: what a file exports by default. */
export interface ScenarioDefinition<Of extends Nodes = Nodes> {
  readonly kind: 'backstep.scenario';
  readonly scenario: Scenario<Of>;
}

/** Declares a scenario. A file that is to be run exports it: `export default scenario({ … })`. */
export function scenario<const Of extends Nodes>(definition: Scenario<Of>): ScenarioDefinition<Of> {
  return { kind: 'backstep.scenario', scenario: definition };
}
