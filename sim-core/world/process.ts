import type { Item } from '../kernel/queue.ts';
import { copyPlain, type PlainObject } from '../base/plain.ts';
import type { NodeStatus } from '../trace/inspection.ts';
import type { ByzantineBehaviour } from './byzantine.ts';
import { SimulatedClock, type ClockState } from './clock.ts';
import { SimulatedDisk, type DiskState } from './disk.ts';

/** A stall that waits for the node to make its next calls on `self`. */
export interface PendingStall {
  /** How many calls are still to come, the one that it strikes included. */
  calls: number;
  readonly length: number;
}

/** What a process's part of a checkpoint holds. */
export interface ProcessState {
  readonly state: unknown;
  readonly visible: unknown;
  /** Whether `visible` is another value than `state`: a handler is under way. */
  readonly apart: boolean;
  readonly up: boolean;
  readonly busyUntil: number;
  readonly pausedUntil: number;
  readonly stalled: boolean;
  readonly incarnation: number;
  readonly backlog: readonly Item[];
  readonly timers: readonly (readonly [string, TimerState])[];
  readonly timerGeneration: number;
  readonly stalls: readonly PendingStall[];
  readonly clock: ClockState;
  readonly disk: DiskState;
}

export interface TimerState {
  /** The one setting of this timer that still counts. */
  readonly generation: number;
  readonly due: number;
}

/** One simulated process: its memory, disk and clock, and whether it can run. */
export class SimulatedProcess {
  readonly index: number;
  readonly name: string;
  readonly clock: SimulatedClock;
  readonly disk = new SimulatedDisk();
  readonly byzantine: ByzantineBehaviour | undefined;
  /** What its handlers work on. */
  state: unknown = undefined;
  /** What others see: the state as of the last completed handler. */
  visible: unknown = undefined;
  up = false;
  /** Until when a handler that takes time is under way; then its `finish` comes. */
  busyUntil = -1;
  pausedUntil = -1;
  /** A stall is under way inside a handler. */
  stalled = false;
  /** Counts its lives: what an earlier one had under way does nothing in a later one. */
  incarnation = 0;
  /** What came while it could not run, in order of arrival. */
  backlog: Item[] = [];
  timers = new Map<string, TimerState>();
  timerGeneration = 0;
  stalls: PendingStall[] = [];

  constructor(index: number, name: string, clock: SimulatedClock, byzantine: ByzantineBehaviour | undefined) {
    this.index = index;
    this.name = name;
    this.clock = clock;
    this.byzantine = byzantine;
  }

  get busy(): boolean {
    return this.busyUntil >= 0;
  }

  get paused(): boolean {
    return this.pausedUntil >= 0;
  }

  status(): NodeStatus {
    if (!this.up) return this.incarnation === 0 ? 'unstarted' : 'crashed';
    if (this.paused || this.stalled) return 'paused';
    return this.busy ? 'busy' : 'up';
  }

  /** Loses its memory and everything it had under way; returns what it had not looked at yet. */
  crash(): readonly Item[] {
    const unread = this.backlog;
    this.up = false;
    this.incarnation += 1;
    this.backlog = [];
    this.busyUntil = -1;
    this.pausedUntil = -1;
    this.stalled = false;
    this.stalls = [];
    this.timers = new Map();
    this.state = undefined;
    this.disk.crash();
    return unread;
  }

  save(): ProcessState {
    const apart = this.state !== this.visible;
    return {
      state: copyPlain(this.state),
      visible: apart ? copyPlain(this.visible) : undefined,
      apart,
      up: this.up,
      busyUntil: this.busyUntil,
      pausedUntil: this.pausedUntil,
      stalled: this.stalled,
      incarnation: this.incarnation,
      backlog: this.backlog.slice(),
      timers: [...this.timers],
      timerGeneration: this.timerGeneration,
      stalls: this.stalls.map((stall) => ({ ...stall })),
      clock: this.clock.save(),
      disk: this.disk.save(),
    };
  }

  load(saved: ProcessState): void {
    this.state = copyPlain(saved.state);
    this.visible = saved.apart ? copyPlain(saved.visible) : this.state;
    this.up = saved.up;
    this.busyUntil = saved.busyUntil;
    this.pausedUntil = saved.pausedUntil;
    this.stalled = saved.stalled;
    this.incarnation = saved.incarnation;
    this.backlog = saved.backlog.slice();
    this.timers = new Map(saved.timers);
    this.timerGeneration = saved.timerGeneration;
    this.stalls = saved.stalls.map((stall) => ({ ...stall }));
    this.clock.load(saved.clock);
    this.disk.load(saved.disk);
  }

  /** A copy of the state to look at; a process that is down has none, though properties still see its last one. */
  view(): PlainObject | undefined {
    return this.up ? (copyPlain(this.visible) as PlainObject | undefined) : undefined;
  }
}
