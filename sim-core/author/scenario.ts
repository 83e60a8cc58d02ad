import type { DurationRange } from '../base/duration-range.ts';
import type { Bursts } from '../base/bursts.ts';
import type { DataRate, DataSize } from '../base/data-size.ts';
import type { Duration } from '../base/duration.ts';
import type { Strike } from '../faults/fault-kind.ts';
import type { Core } from '../faults/core.ts';
import type { Everything } from '../faults/everything.ts';
import type { FaultLength } from '../faults/fault-length.ts';
import type { LinkSelection } from '../faults/links.ts';
import type { FaultTypes } from '../faults/catalogue.ts';
import type { Failures, SystemModel, Timing } from '../faults/system-model.ts';
import type { Tolerates } from '../faults/tolerance.ts';
import type { OneFault, Strikes } from '../faults/registry.ts';
import type { ByzantineBehaviour } from '../world/byzantine/catalogue.ts';
import type { Switch, SwitchPort } from './capacity.ts';
import type { Lane } from './lane.ts';
import type { Latency } from './latency.ts';
import { matrix } from './matrix.ts';
import type { NodeDefinition } from './node.ts';
import type { PropertyDefinition } from './properties.ts';
import type { Nodes } from './world.ts';

export type { Failures, SystemModel, Timing };
export type {
  Bursts,
  ByzantineBehaviour,
  Core,
  DataRate,
  DataSize,
  Switch,
  SwitchPort,
  Tolerates,
  Latency,
  DurationRange,
  FaultLength,
  LinkSelection,
  Strike,
};

/** What messages meet on their way from one node to another. A message of a node to itself takes time too, and is neither lost nor repeated on its way. */
export interface Link {
  /** How long they travel: evenly between 1 ms and 10 ms, if absent. */
  readonly latency?: Latency;
  /** Everything on it takes so many times as long, throughout the run: a number above 0, 1 if absent. */
  readonly slowFactor?: number;
  /**
   * The probability that a message is lost, from 0 to 1; or `{ mean, length }` for loss in bursts (Gilbert 1960; Elliott
   * 1963), with the part that is lost in the long run and how many messages a burst takes on average. 0, if absent, and
   * from stabilisation on.
   */
  readonly loss?: number | Bursts;
  /** The probability that a value of a message is damaged on its way: a bit of a number, a character, a byte; 0, if absent, and from stabilisation on. */
  readonly corrupt?: number;
  /** Whether that is found, so that the message is lost. With false it is delivered as it is, of its type and wrong. True, if absent. */
  readonly checksum?: boolean;
  /** The probability that a message arrives twice, from 0 to 1; 0, if absent, and from stabilisation on. */
  readonly duplicate?: number;
  /**
   * The probability that a message does not keep its place behind earlier ones of its link. 1, the
   * default, is a datagram network in which latency alone decides; 0 keeps every link in order.
   */
  readonly reorder?: number;
  /**
   * How fast it takes messages, one after the other: each takes its `size`, and what is sent meanwhile waits. So its
   * latency is the time that it waits, the time that it takes to leave, and `latency`. Without bound, if absent.
   */
  readonly rate?: DataRate;
  /**
   * How much may wait for `rate`, with what is being sent. What is sent when it is full is lost, `buffer full`, also after
   * stabilisation: that is no fault, but the load. Without bound, if absent.
   */
  readonly buffer?: DataSize;
  /**
   * `'datagram'`, the default, or `'stream'`: as of TCP (RFC 9293), so that messages arrive in the order of sending, each once, as long
   * as both ends live. What is lost on the way is sent again, after three later ones have come (RFC 5681) or a timeout of
   * at least a second (RFC 6298), and what came behind it waits. No more is under way than the receiver has room for. When
   * one end has crashed, the other learns of it when it next sends (`connection reset`), and what it still had is lost. There is
   * no congestion control. Acknowledgements travel on the link the other way.
   */
  readonly transport?: 'datagram' | 'stream';
  /**
   * How much of what came may wait for its receiver, while that works, stalls or is paused. Datagrams that come when it is full are lost,
   * `receive buffer full`, and without bound if absent; of a stream it is the window, 65,535 bytes if absent.
   */
  readonly receiveBuffer?: DataSize;
}

/** What all links are like, and single ones. */
export interface Network<Name extends string> extends Link {
  /** Links that differ from the rest, by `'from>to'`: one way only. What one does not say, it has from the network. */
  readonly links?: { readonly [Path in `${Name}>${Name}`]?: Link };
  /** How large messages are, for what has a rate: all alike, or by their type. 1,000 bytes, if absent, and of types that are not named. */
  readonly size?: DataSize | Readonly<Record<string, DataSize>>;
  /**
   * Switches by name, between nodes that share their lines. Links that pass none have their own `rate`.
   *
   * ```ts
   * switches: { core: { every: { input: '50Gbit/s', output: '10Gbit/s', buffer: '96kB' }, ports: { a: {}, b: {}, sink: {} } } }
   * ```
   */
  readonly switches?: Readonly<Record<string, Switch<Name>>>;
}

/**
 * Clocks are drawn for each node from the seed, evenly within these bounds. Without `clocks` all agree. With clocks of their own,
 * machines have also been running for different times, so that their monotonic clocks cannot be compared.
 */
export interface Clocks {
  /** How far the time of day may be off at the start, either way; nothing, if absent. */
  readonly offset?: Duration;
  /** How fast a clock may drift, either way: whole parts per million from 0, the default, to 999,999. Quartz keeps within about 200. */
  readonly drift?: number;
  /**
   * Gives each node an interval clock, `self.timeInterval()`: synchronised `every` 30 s to within an `uncertainty` of
   * 1 ms, which then grows by a `drift` of 200 parts per million, unless told otherwise (TrueTime; Corbett et al. 2012). That `drift`
   * is at least the one of the clocks.
   */
  readonly interval?: { readonly every?: Duration; readonly uncertainty?: Duration; readonly drift?: number };
}

/** A planned disturbance at a time of the run: exactly one kind of the catalogue, as in `{ at: '3s', crash: 'a', for: '1s' }`. */
export type Fault<Name extends string = string> = { readonly at: Duration } & OneFault<FaultTypes<Name>>;

/**
 * Draws random faults from the seed, up to stabilisation, or to the end of a run that never stabilises. Each kind is drawn
 * from a stream of its own. What it draws are faults as they could be planned: reports show them to paste into `faults`.
 * `everything()` is a nemesis that is made already.
 */
export type Nemesis<Name extends string = string> = Strikes<FaultTypes<Name>> & Partial<Everything>;

/**
 * What is run, without the seed. It is checked when it is run; what is wrong in it, misspelt keys too, is a ScenarioError
 * that says where and what to do.
 */
export interface Scenario<Of extends Nodes = Nodes> {
  /** What reports call it; not empty. */
  readonly name: string;
  /** 1 to 1,000 nodes by name, in the order of their lanes. A name has no `>`, with which links are written. */
  readonly nodes: Of;
  /**
   * Other versions of the nodes, by name, which they run after an `upgrade`; nodes that a version does not name stay as they
   * are. Who has been upgraded keeps its disk and its version, and a message that the version of its receiver has no handler for is lost.
   * Properties see the state of whichever version a node runs, under the type of the first.
   *
   * ```ts
   * versions: { v2: { server: serverV2 } },
   * faults: [{ at: '10s', upgrade: 'server', to: 'v2', drain: { timer: 'drain', for: '2s' }, for: '500ms' }],
   * ```
   */
  readonly versions?: {
    readonly [Version: string]: { readonly [Name in NoInfer<keyof Of & string>]?: NodeDefinition };
  };
  /**
   * What is assumed of time and of nodes, with bounds that no run exceeds: faults, latencies and clocks beyond them are refused, and
   * `everything()` leaves them out. Without it nothing is assumed. In a `'synchronous'` system nothing is lost and every bound holds always;
   * `'partiallySynchronous'` ones have `stabilisesAt`, from which on they hold; in an `'asynchronous'` one messages take as long as they like, 20 ms on
   * average unless the `network` says otherwise, and it never stabilises.
   *
   * ```ts
   * model: 'partiallySynchronous',
   * model: { timing: 'synchronous', failures: 'crash-stop', delay: '50ms', pause: '200ms', drift: 100 },
   * ```
   */
  readonly model?: Timing | SystemModel;
  /** Each message takes 1 to 10 ms, and none is lost or arrives twice, unless told otherwise. */
  readonly network?: Network<NoInfer<keyof Of & string>>;
  /** All clocks agree, unless told otherwise. */
  readonly clocks?: Clocks;
  /** What the disks of all nodes are like. */
  readonly disk?: {
    /** How long `self.disk.sync()` takes; nothing, if absent. */
    readonly syncLatency?: Latency;
    /** How long `self.disk.read()` takes; nothing, if absent. */
    readonly readLatency?: Latency;
    /**
     * Which of the writes since the last sync a crash may keep: `'any'`, the default, of each key a beginning of its writes; `'prefix'`, a
     * beginning of all of them in their order; or `'none'`.
     */
    readonly unsynced?: 'any' | 'none' | 'prefix';
    /**
     * On how many nodes at most disks are bad in one run, in whatever way: `diskLoss`, `lyingSync`, `lostWrites`, `misdirectedWrites`, `tornWrites`,
     * `failedSync`, `diskFull`, `readErrors`, `bitRot`. So of everything so many copies are damaged at most, and the data stays
     * recoverable. A nemesis keeps to it, each seed with other nodes, and `faults` beyond it are refused. Without it nothing is
     * bounded, and `everything()` leaves bad disks out.
     */
    readonly bad?: number;
  };
  /** Which nodes lie, and how; none, if absent. */
  readonly byzantine?: { readonly [Name in NoInfer<keyof Of & string>]?: ByzantineBehaviour };
  /** What goes wrong at planned times; nothing, if absent. */
  readonly faults?: readonly Fault<NoInfer<keyof Of & string>>[];
  /** What goes wrong at times that are drawn; nothing, if absent. */
  readonly nemesis?: Nemesis<NoInfer<keyof Of & string>>;
  /** How much simulated time a run lasts; more than zero. */
  readonly duration: Duration;
  /**
   * When faults stop and delays are bounded (GST; Dwork, Lynch and Stockmeyer 1988): the nemesis
   * rests, partitions heal, crashed nodes restart, links lose nothing. What lasts `for: 'ever'` goes
   * on: only a `restart` or `heal` mends it. Liveness is judged from here on. A fault that you plan for later still
   * happens; use `given` to suspend the deadlines that it makes impossible. If absent, a scenario without faults, nemesis,
   * loss and duplicates is stable from its start, and any other never is.
   */
  readonly stabilisesAt?: Duration;
  /**
   * How many nodes, or which, are enough for the system to make progress; nobody may be missing, if absent. Each seed then
   * draws a core of them: from stabilisation on all of it is up and reaches each other, and progress is demanded of it
   * alone, as `core` of `World`. Outside of it faults of the `nemesis` may be for good. A run for which your own lasting
   * faults leave no such core is `unavailable`, which is no violation.
   *
   * ```ts
   * core: 'majority',
   * ```
   */
  readonly core?: Core<NoInfer<keyof Of & string>>;
  /**
   * What the system is made to stand. Reports then say how many nodes that takes, when a run goes beyond it, and of a violation after
   * that that it is beyond the stated tolerance. It changes no run.
   *
   * ```ts
   * tolerates: { byzantine: 1, nodes: ['replica1', 'replica2', 'replica3', 'replica4'] },
   * ```
   */
  readonly tolerates?: Tolerates<NoInfer<keyof Of & string>>;
  /**
   * Groups of nodes that are alike: which of a group does something makes no difference to what is wrong, and no handler or
   * property prefers one of them by its name. `backstep explore` then takes worlds for one that differ only in who is who.
   * None, if absent. It changes nothing in runs, nor where a property is `@liveness`: who takes whose place then counts for what is fair.
   *
   * ```ts
   * alike: [['manager1', 'manager2', 'manager3']],
   * ```
   */
  readonly alike?: readonly (readonly NoInfer<keyof Of & string>[])[];
  /**
   * What is told beside the lanes of the nodes, by a name and a function of a node's state, at most 8: each is a labelled band in the diagram, from the
   * event at which the function begins to return a text to the one at which it returns another. It is asked about recorded runs alone, when
   * somebody looks at them, and changes none. None, if absent. A function that throws, or returns anything else, is told with its place.
   *
   * ```ts
   * lanes: { role: (state) => ('role' in state ? state.role : undefined) },
   * ```
   */
  readonly lanes?: { readonly [Name: string]: Lane<NoInfer<Of>> };
  /** Classes with decorated static methods, or what a plain call of a decorator returned. No two properties have the same name. */
  readonly properties: readonly (PropertyDefinition | (abstract new (...args: never[]) => unknown))[];
}

/** A scenario that has been declared as one: what a file exports. */
export interface ScenarioDefinition<Of extends Nodes = Nodes> {
  readonly kind: 'backstep.scenario';
  readonly scenario: Scenario<Of>;
}

/** What declares scenarios: one by a call, a family of them by `matrix`. */
export interface ScenarioDeclaration {
  <const Of extends Nodes>(definition: Scenario<Of>): ScenarioDefinition<Of>;
  /** Declares a family of scenarios that differ in parameters. */
  readonly matrix: typeof matrix;
}

/**
 * Declares a scenario. A file that is to be run exports one by default, `export default scenario({ … })`, or
 * several by name, `export const fenced = scenario({ … })`, which `--scenario fenced` chooses; or a family of
 * them that differ in parameters, with `scenario.matrix`.
 */
export const scenario: ScenarioDeclaration = Object.assign(
  <const Of extends Nodes>(definition: Scenario<Of>): ScenarioDefinition<Of> => ({ kind: 'backstep.scenario', scenario: definition }),
  { matrix },
);
