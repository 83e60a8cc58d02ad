import type { Stream } from '../choices/choices.ts';
import type { ClockDistortion } from '../base/clock-distortion.ts';
import type { BurstModel } from '../base/bursts.ts';
import type { Duration } from '../base/duration.ts';
import type { KeyOf } from '../base/known-keys.ts';
import type { DurationRange } from '../base/duration-range.ts';
import type { Microseconds } from '../base/units.ts';
import type { CutSides } from '../trace/facts.ts';
import type { FaultGlyph } from '../trace/fault-glyphs.ts';
import type { ByzantineBehaviour } from '../world/byzantine/catalogue.ts';
import type { DiskTrouble } from '../base/disk-trouble.ts';
import type { FaultLength } from './fault-length.ts';
import type { LinkSelection } from './links.ts';
import type { Failures, Strain } from './system-model.ts';

/**
 * A kind of fault, in a file of its own. `Form` is the fault as its author writes it, without `at`;
 * `Planned` the same in numbers; `Strike` how a nemesis is told to draw it, without what all strikes
 * have. Adding a kind is adding its file and its two lines in `catalogue.ts`.
 */
export interface FaultKind<Form, Planned, StrikeForm = never> {
  /** The keys of a form besides `at` and the kind itself. */
  readonly keys: readonly KeyOf<Form>[];
  /** Its shape in the diagram, where the events that tell of it tell of other kinds too; that of the event, if absent. */
  readonly glyph?: FaultGlyph;
  /**
   * Checks a form and puts it into numbers. Whoever returns `until` has its end called then, and whoever returns `steps`
   * each of them but the first, which is its beginning; they rise, and lie before `until`.
   * @throws ScenarioError with the path of what is wrong.
   */
  plan(form: Form, context: PlanContext): Planned & { readonly until?: Microseconds; readonly steps?: readonly Microseconds[] };
  /** The fault begins. `idle` when there is nothing for it to strike; a fault of links is `waiting` for messages. */
  begin(planned: Planned, world: FaultWorld, name: string): Beginning;
  /** The fault goes on to one of its `steps`, unless it was ended before. */
  step?(planned: Planned, world: FaultWorld, name: string, index: number): void;
  /** The fault ends by itself, unless it was ended before. */
  end?(planned: Planned, world: FaultWorld, name: string): void;
  /** What reports and the diagram show. */
  describe(planned: Planned, names: readonly string[]): Description;
  /** How a nemesis draws it; absent for a kind that no nemesis draws. */
  readonly nemesis?: {
    /** The keys of a strike besides `every`, `for` and `nodes`. */
    readonly keys: readonly KeyOf<StrikeForm>[];
    /** Whether a strike says how long it lasts. */
    readonly lasts: boolean;
    /**
     * The kind that it is a case of. A nemesis of everything has it only where it has that one, and where its author keeps that one to
     * some nodes, to those.
     */
    readonly like?: string;
    /** It makes disks bad, of which a scenario may bound how many. */
    readonly isOfDisk?: boolean;
    /**
     * What a strike says besides how often and how long, where a nemesis of everything should have it: what systems are
     * usually made for, and what the scenario can show. Undefined, or absent, where it should not.
     */
    usual?(facts: ScenarioFacts): object | undefined;
    /** Checks what is special about a strike. @throws ScenarioError with the path. */
    check?(strike: StrikeForm, context: StrikeContext): void;
    /** Of how many parts the longest fault of a strike is, where each is as much work as another fault; 1, if absent. */
    parts?(strike: StrikeForm): number;
    /** Draws a form: data that an author could have written. Undefined when this strike finds nothing. */
    draw(strike: StrikeForm, context: DrawContext): Form | undefined;
    /**
     * Draws a form for good, outside of a core: it strikes only the `nodes` of the context, or links that begin or end
     * at one of them. As `draw` with these nodes, if absent.
     */
    drawOutside?(strike: StrikeForm, context: DrawContext): Form | undefined;
  };
}

export type Beginning = 'struck' | 'idle' | 'waiting';

export interface Description {
  /** Such as `loss 50% from a`; empty when the kind says it all. */
  readonly label: string;
  /** The node that it strikes, by number. */
  readonly node?: number;
  readonly cut?: CutSides;
  /** The links that it disturbs. */
  readonly links?: readonly number[];
  /** What its node or its links are as long as it lasts, if they are of no use to anybody. */
  readonly stops?: Standstill;
  /** What of a system model it puts to the test; nothing, if absent. */
  readonly strain?: Strain;
  /** The disk of its node is not as it should be: what the bound `disk.bad` of a scenario counts. */
  readonly isOfDisk?: boolean;
  /** What it makes an end of: at its node, or at all links. */
  readonly mends?: Standstill;
}

export type Standstill = 'down' | 'frozen' | 'cut' | 'clogged' | 'silent' | 'lying';

/** What a kind may ask while it checks a form. All of it throws ScenarioError with the path. */
export interface PlanContext {
  readonly at: Microseconds;
  readonly names: readonly string[];
  /** Where the form stands, such as `faults[2]`. */
  readonly where: string;
  node(name: unknown, key: string): number;
  /** The nodes of a list. */
  nodes(listed: readonly unknown[], key: string): readonly number[];
  length(value: unknown, key: string): Microseconds;
  /** How long it lasts: a duration, or longer than any run for `'ever'`. */
  lasts(length: unknown): Microseconds;
  /** The time at which something that begins at `at` and lasts so long ends; infinity for `'ever'`. */
  endOf(length: unknown): Microseconds;
  probability(value: unknown, key: string): number;
  count(value: unknown, key: string): number;
  links(selection: LinkSelection<string> | undefined, key: string): readonly number[];
}

/** What a nemesis of everything knows of the scenario. */
export interface ScenarioFacts {
  readonly names: readonly string[];
  /** Up to when it strikes. */
  readonly until: Microseconds;
  /** Whether some links keep messages in order. */
  readonly keepsOrder: boolean;
  /** How far clocks may be off and how fast they may drift; absent where the scenario says nothing of clocks. */
  readonly clocks?: { readonly offset: Microseconds; readonly drift: number } | undefined;
  /** How nodes fail, where a system model says so; and for how long faults may delay messages and pause processes, where that is bounded always. */
  readonly model?: { readonly failures: Failures; readonly delay?: Microseconds; readonly pause?: Microseconds } | undefined;
  /** How many nodes may be Byzantine in one run, and which; absent where the scenario does not say that any may. */
  readonly liars?: { readonly most: number; readonly nodes: readonly string[] } | undefined;
  /** How many disks may be bad in one run; absent where the scenario does not say, so that hardly any is meant to be. */
  readonly badDisks?: number | undefined;
  /** The names of the versions that its nodes may be upgraded to. */
  readonly versions: readonly string[];
}

export interface StrikeContext {
  readonly names: readonly string[];
  /** Such as `nemesis.crash`. */
  readonly where: string;
}

export interface DrawContext {
  readonly names: readonly string[];
  /** The nodes that the strike may name; all, if it names none. */
  readonly nodes: readonly string[];
  readonly random: Stream;
  /** What the same strike has drawn in this run already, in order of time. */
  readonly found: readonly Readonly<Record<string, unknown>>[];
  /** One of `nodes`, each as likely as another. */
  pick(): string;
  /** A length drawn from the strike's `for`; `'ever'` where it says so. */
  lasts(): FaultLength;
  /** A length drawn from a range. */
  between(range: DurationRange): Duration;
}

/** How often a nemesis strikes and for how long. */
export interface Strike<Name extends string> {
  /** The mean time between two strikes, which are drawn exponentially; more than zero. */
  readonly every: Duration;
  /** How long each lasts: always as long, or drawn evenly between two lengths; `'ever'` for what stabilisation does not mend. */
  readonly for: DurationRange | 'ever';
  /** Which nodes it may strike, at least one; all, if absent. Strikes of `loss`, `duplicate`, `reorder` and `delay` disturb what they send. */
  readonly nodes?: readonly Name[];
}

/** What a link fault does to the links that it disturbs, as long as it lasts. */
export interface Disturbance {
  /** The links, as `from * nodes + to`. */
  readonly links: readonly number[];
  /** Nothing passes. */
  readonly cut?: boolean;
  /** What arrives is held back until nothing holds it any more. */
  readonly held?: boolean;
  readonly loss?: number;
  readonly bursts?: BurstModel;
  /** The probability that a value of a message is damaged, and whether that is found. */
  readonly corrupt?: number;
  readonly checksum?: boolean;
  readonly duplicate?: number;
  readonly reorder?: number;
  /** Added to the latency. */
  readonly delay?: Microseconds;
  /** The kind of event that tells of it, where that is neither `partition` nor `fault`. */
  readonly shown?: 'bursts' | 'corruption' | 'swizzle';
}

/**
 * What faults can do to the world. A fault names itself by its own name, so that faults that overlap
 * end each on its own, and a checkpoint stays true when a fork adds one.
 */
export interface FaultWorld {
  readonly time: Microseconds;
  /** Takes the process down until `comesUp`. */
  crash(node: number, name: string, label: string): Beginning;
  /** This crash holds the process down no longer; it restarts when no other does. */
  comesUp(node: number, name: string): void;
  /** Starts a process that is down, whatever holds it down. */
  restart(node: number): Beginning;
  /** Freezes the process wherever it is, until `thaw`. */
  freeze(node: number, name: string, label: string): Beginning;
  thaw(node: number, name: string): void;
  /** Freezes the process for `length` before its `calls`-th next call on `self`. */
  stall(node: number, name: string, calls: number, length: Microseconds): Beginning;
  /** The clocks of the node are wrong from now on: for good, or until `setRight`. */
  distort(node: number, name: string, distortion: ClockDistortion, label: string): Beginning;
  /** This fault distorts the clocks of the node no longer. */
  setRight(node: number, name: string, label: string): void;
  disturb(name: string, disturbance: Disturbance, label: string): Beginning;
  /** The same fault disturbs otherwise from now on, or other links. */
  redisturb(name: string, disturbance: Disturbance, label: string): void;
  calm(name: string): void;
  /** Ends all disturbances that cut links. */
  heal(): Beginning;
  /** The node behaves like that until `tellsTruth`; of several lies the one that began last is told. */
  lies(node: number, name: string, behaviour: ByzantineBehaviour, label: string): Beginning;
  tellsTruth(node: number, name: string, label: string): void;
  /** What the node does takes so many times as long, until `speedUp`. */
  slowDown(node: number, name: string, factors: { readonly disk: number; readonly cpu: number }, label: string): Beginning;
  speedUp(node: number, name: string, label: string): void;
  readonly disks: {
    /** The disk of the node is empty from now on. */
    wipe(node: number): Beginning;
    /** The disk of the node does not do what it says or is asked for, until `untroubled`; `block` is how many parts of a value are written as one. */
    troubles(node: number, name: string, kind: DiskTrouble, block?: number): Beginning;
    untroubled(node: number, name: string): void;
    /** One durable value of the disk becomes another: under a key, or under one that is drawn. */
    rots(node: number, name: string, rot: { readonly key: string | undefined; readonly isFound: boolean }): Beginning;
  };
  readonly memories: {
    /** What stands at these paths of the node's state is another from now on. */
    overwrites(node: number, name: string, set: Readonly<Record<string, unknown>>, label: string): Beginning;
  };
  /** The node is to be upgraded, and a timer of it rings so that it can get ready for that, until `drained`. */
  drains(node: number, name: string, upgrade: { readonly to: string; readonly timer: string }): Beginning;
  /** The time to get ready is over: as `upgrades`, unless it was upgraded meanwhile. */
  drained(node: number, name: string, upgrade: { readonly to: string; readonly down: Microseconds }): void;
  /** The process stops and runs another version from then on; where it is down for some time, until `comesUp`. */
  upgrades(node: number, name: string, upgrade: { readonly to: string; readonly down: Microseconds }): Beginning;
}
