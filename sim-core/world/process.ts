import type { NodeStatus } from '../base/node-status.ts';
import { copyPlain, type Copy, type PlainObject } from '../base/plain.ts';
import type { Microseconds } from '../base/units.ts';
import type { SimulatedClock, ClockState } from './clock.ts';
import { BitRot, type BitRotState } from './bit-rot.ts';
import { SimulatedDisk, type DiskImage, type DiskState } from './disk.ts';
import { DiskTroubles, type DiskTroublesState } from './disk-troubles.ts';
import { Slowness, type SlownessState } from './slowness.ts';

/** A stall that waits for the node to make its next calls on `self`. */
export interface PendingStall {
  readonly name: string;
  /** How many calls are still to come, the one that it strikes included. */
  calls: number;
  readonly length: Microseconds;
  /** Calls before this time do not count. */
  readonly from: Microseconds;
  /** Stabilisation neither thaws it nor keeps it from striking. */
  readonly isForEver: boolean;
}

export interface TimerState {
  /** The one setting of this timer that still counts. */
  readonly generation: number;
  readonly due: Microseconds;
}

/** What a process's part of a checkpoint holds. */
export interface ProcessState {
  readonly state: unknown;
  readonly visible: unknown;
  /** Whether `visible` is another value than `state`. */
  readonly apart: boolean;
  readonly up: boolean;
  readonly starting: boolean;
  readonly started: boolean;
  readonly busyUntil: Microseconds;
  readonly holds: readonly (readonly [name: string, kind: Hold])[];
  readonly stalledBy: string | undefined;
  readonly incarnation: number;
  readonly timers: readonly (readonly [string, TimerState])[];
  readonly timersBefore: readonly (readonly [string, TimerState])[] | undefined;
  readonly timerGeneration: number;
  readonly operations: number;
  readonly stalls: readonly PendingStall[];
  readonly stoppedAt: number;
  readonly clock: ClockState;
  readonly disk: DiskState;
  readonly slowness: SlownessState;
  readonly troubles: DiskTroublesState;
  readonly rot: BitRotState;
  readonly version: number;
  readonly honestVersion: number | undefined;
  readonly altered: boolean;
  readonly draining: readonly (readonly [name: string, to: string])[];
}

type Hold = 'down' | 'frozen';

/** One simulated process: its memory, disk and clock, and whether it can run. */
export class SimulatedProcess {
  readonly index: number;
  readonly name: string;
  readonly clock: SimulatedClock;
  readonly disk = new SimulatedDisk();
  readonly slowness = new Slowness();
  readonly troubles = new DiskTroubles();
  readonly rot = new BitRot();
  /** What its handlers work on. */
  state: unknown = undefined;
  /** What others see: the state as of the last completed handler. */
  visible: unknown = undefined;
  up = false;
  /** Its `init` is under way. */
  starting = false;
  /** It has completed an `init` at some time, so that there is something to see. */
  started = false;
  /** Until when a handler that takes time is under way; then its `finish` comes. */
  busyUntil: Microseconds = -1;
  /** The faults that hold it down or frozen, each until it ends on its own. */
  readonly holds = new Map<string, Hold>();
  /** The stall that is under way inside a handler. */
  stalledBy: string | undefined = undefined;
  /** Counts its lives: what an earlier one had under way does nothing in a later one. */
  incarnation = 0;
  timers = new Map<string, TimerState>();
  /** What others see of its timers while a handler that has touched them is under way. */
  timersBefore: ReadonlyMap<string, TimerState> | undefined;
  timerGeneration = 0;
  /** How many operations it has invoked. */
  operations = 0;
  stalls: PendingStall[] = [];
  /** The step at which it last died or froze, for the chain of causes; -1 for one that never did. */
  stoppedAt = -1;
  /** Which version of its handlers it runs: 0 for those that the scenario lists it with, and then as `versions` are listed. */
  version = 0;
  /** Which it would run if it were not made to lie by handlers of its own; undefined while it is not. */
  honestVersion: number | undefined = undefined;
  /** Whether its memory has become another, in this life, than its handlers made it: it may then do again what it has done. */
  altered = false;
  /** The upgrades that it is getting ready for, with the names of the versions. */
  readonly draining = new Map<string, string>();

  constructor(index: number, name: string, clock: SimulatedClock) {
    this.index = index;
    this.name = name;
    this.clock = clock;
  }

  get busy(): boolean {
    return this.busyUntil >= 0;
  }

  get frozen(): boolean {
    return this.up && this.holds.size > 0;
  }

  /** Whether it would run a handler now. */
  get canRun(): boolean {
    return this.up && this.busyUntil < 0 && this.holds.size === 0;
  }

  status(): NodeStatus {
    if (!this.up) return this.incarnation === 0 ? 'unstarted' : 'down';
    if (this.frozen || this.stalledBy !== undefined) return 'paused';
    if (this.starting) return 'starting';
    return this.busy ? 'busy' : 'up';
  }

  /** Loses its memory and everything it had under way; its disk is another matter. */
  crash(): void {
    this.up = false;
    this.starting = false;
    this.incarnation += 1;
    this.busyUntil = -1;
    this.holds.clear();
    this.stalledBy = undefined;
    this.stalls = [];
    this.timers = new Map();
    this.timersBefore = undefined;
    this.altered = false;
    this.state = undefined;
  }

  /** What others see of its timers. */
  get visibleTimers(): ReadonlyMap<string, TimerState> {
    return this.timersBefore ?? this.timers;
  }

  get visibleDisk(): DiskImage {
    const image = this.disk.view();
    const { now } = this.rot;
    return now.length === 0
      ? image
      : { ...image, durable: new Map([...image.durable, ...now.map(({ key, value }) => [key, value] as const)]) };
  }

  /** A copy of the state to look at; a process that is down or starting has none, though properties still see its last one. */
  view(): PlainObject | undefined {
    return this.up && !this.starting ? (copyPlain(this.visible) as PlainObject | undefined) : undefined;
  }

  /** @param copy makes the copy of what others see, some of which they may have kept */
  save(copy: Copy): ProcessState {
    const apart = this.state !== this.visible;
    // Where they are two, they may share what never changes and nothing else.
    return {
      state: apart ? copyPlain(this.state) : copy(this.state),
      visible: apart ? copy(this.visible) : undefined,
      apart,
      up: this.up,
      starting: this.starting,
      started: this.started,
      busyUntil: this.busyUntil,
      holds: [...this.holds],
      stalledBy: this.stalledBy,
      incarnation: this.incarnation,
      timers: [...this.timers],
      timersBefore: this.timersBefore && [...this.timersBefore],
      timerGeneration: this.timerGeneration,
      operations: this.operations,
      stalls: this.stalls.map((stall) => ({ ...stall })),
      stoppedAt: this.stoppedAt,
      clock: this.clock.save(),
      disk: this.disk.save(),
      slowness: this.slowness.save(),
      troubles: this.troubles.save(),
      rot: this.rot.save(),
      version: this.version,
      honestVersion: this.honestVersion,
      altered: this.altered,
      draining: [...this.draining],
    };
  }

  /** @param kept as what it was saved, if it has not changed since */
  load(saved: ProcessState, copy: Copy, kept?: ProcessState): void {
    if (saved === kept) return;
    this.state = saved.apart ? copyPlain(saved.state) : copy(saved.state);
    this.visible = saved.apart ? copy(saved.visible) : this.state;
    this.up = saved.up;
    this.starting = saved.starting;
    this.started = saved.started;
    this.busyUntil = saved.busyUntil;
    this.holds.clear();
    for (const [name, kind] of saved.holds) this.holds.set(name, kind);
    this.stalledBy = saved.stalledBy;
    this.incarnation = saved.incarnation;
    this.timers = new Map(saved.timers);
    this.timersBefore = saved.timersBefore && new Map(saved.timersBefore);
    this.timerGeneration = saved.timerGeneration;
    this.operations = saved.operations;
    this.stalls = saved.stalls.map((stall) => ({ ...stall }));
    this.stoppedAt = saved.stoppedAt;
    this.clock.load(saved.clock);
    this.disk.load(saved.disk);
    this.slowness.load(saved.slowness);
    this.troubles.load(saved.troubles);
    this.rot.load(saved.rot);
    this.version = saved.version;
    this.honestVersion = saved.honestVersion;
    this.altered = saved.altered;
    this.draining.clear();
    for (const [name, to] of saved.draining) this.draining.set(name, to);
  }
}
