import { firstViolation, parsePoint, spotOf } from '../points.ts';
import { firstDivergence } from '../../sim-core/trace/columns.ts';
import type { RunChanges } from '../../sim-core/trace/run-changes.ts';
import type { Runner } from '../runner-api.ts';
import { UsageError } from '../seeds.ts';
import { Breakpoints, type Stop } from './breakpoints.ts';
import { openDebuggee, type Debuggee, type LaunchArguments, type StepBy } from './debuggee.ts';
import { Lines, type LineStop } from './lines.ts';
import { Timeline } from './timeline.ts';
import { Worlds } from './worlds.ts';

/** Where the debugger has come to, and why it stands there. */
export interface Arrival {
  readonly reason: 'entry' | 'step' | 'goto' | 'pause' | Stop['reason'];
  /** Shown in place of the reason, where there is more to say. */
  readonly description?: string;
  readonly text?: string;
  readonly ids?: readonly number[];
}

/**
 * One recorded run with a cursor in it: where the debugger stands, and how it moves. It stands before a line of the handler
 * of an event, or after the event with all its lines.
 */
export class Travel {
  readonly debuggee: Debuggee;
  readonly timeline: Timeline;
  readonly lines: Lines;
  readonly worlds: Worlds;
  readonly breakpoints: Breakpoints;
  readonly #stepBy: StepBy;
  #cursor = 0;
  #line: LineStop | undefined;
  #pausing = false;

  private constructor(debuggee: Debuggee, stepBy: StepBy) {
    this.debuggee = debuggee;
    this.#stepBy = stepBy;
    this.timeline = new Timeline(debuggee.trace);
    this.lines = new Lines(debuggee, this.timeline);
    this.worlds = new Worlds(debuggee, this.timeline, this.lines);
    this.breakpoints = new Breakpoints(this);
  }

  /** Records the run and stands where it is to begin. Rejects with `RunnerProblems` or `UsageError` when it cannot. */
  static async open(runner: Runner, launch: LaunchArguments): Promise<Travel> {
    const debuggee = await openDebuggee(runner, launch);
    try {
      if (debuggee.trace.columns.length === 0) throw new UsageError('The run has no event, so that there is nothing to step through.');
      const travel = new Travel(debuggee, launch.stepBy ?? 'line');
      travel.#cursor = beginningOf(debuggee, launch.at);
      return travel;
    } catch (error) {
      debuggee.close();
      throw error;
    }
  }

  /**
   * The run that parts from this one at a step, where it first differs; this one is over. A run that cannot be made leaves this one.
   * @throws UsageError where only a trace is at hand.
   */
  async forked(changes: RunChanges, step: number): Promise<Travel> {
    const { otherwise, trace } = this.debuggee;
    if (!otherwise) throw new UsageError('A trace alone cannot go another way: the code has to be at hand.');
    const travel = new Travel(await otherwise(changes), this.#stepBy);
    this.#pausing = true;
    this.lines.close();
    travel.#cursor = firstDivergence(trace.columns, travel.debuggee.trace.columns) ?? step;
    return travel;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** The line before which the debugger stands; undefined after the event. */
  get line(): LineStop | undefined {
    return this.#line;
  }

  /** Why the debugger stands where it begins. */
  begun(): Arrival {
    return this.breakpoints.findingAt(this.#cursor) ?? { reason: 'entry' };
  }

  /** Stands after a step. @throws UsageError when there is no such step. */
  goTo(step: number): Arrival {
    if (!(Number.isSafeInteger(step) && step >= 0 && step < this.timeline.length))
      throw new UsageError(`There is no step ${step}: the run has steps 0 to ${this.timeline.length - 1}.`);
    return this.#arrive(step, 'goto');
  }

  /** The next line of the handler, calls and all; the next event, whatever the node, where it is over. */
  async over(): Promise<Arrival> {
    const line = this.#line;
    if (!line) return this.#enter(this.#cursor + 1, 1);
    const next = (await this.#after(line)).find(({ call }) => call <= line.call);
    if (next) return this.#standAt(next);
    // What was found out about an event is known when it is over.
    const found = this.breakpoints.findingAt(this.#cursor);
    return found ? this.#arrive(this.#cursor) : this.#enter(this.#cursor + 1, 1);
  }

  /** The line before, calls and all; the last line of the event before, whatever the node, where there is none. */
  async back(): Promise<Arrival> {
    const line = this.#line;
    if (!line) return (await this.#lastLine(this.#cursor)) ?? this.#enter(this.#cursor - 1, -1);
    const before = (await this.#before(line)).filter(({ call }) => call <= line.call).at(-1);
    if (before) return this.#standAt(before);
    const step = this.#cursor - 1;
    return step >= 0 && this.breakpoints.findingAt(step) ? this.#arrive(step) : this.#enter(step, -1);
  }

  /**
   * Into the function that the line calls; where it calls none of the user's, to where the message arrives or is lost
   * that is sent there. After an event, to where its message does. Over, where there is neither.
   */
  async into(target?: number): Promise<Arrival> {
    if (target !== undefined) return this.#enter(target, 1);
    const line = this.#line;
    if (!line) return this.#enter(this.targets(this.#cursor)[0] ?? this.#cursor + 1, 1);
    const after = await this.#after(line);
    const [next] = after;
    if (next && next.call > line.call) return this.#standAt(next);
    const [arrival] = (await this.lines.broughtAbout(line, next)).flatMap((step) => this.timeline.arrivalsOf(step));
    return arrival === undefined ? this.over() : this.#enter(arrival, 1);
  }

  /** Where the messages arrive that a step has sent. */
  targets(step: number): readonly number[] {
    return this.timeline.sendsOf(step).flatMap((send) => this.timeline.arrivalsOf(send));
  }

  /** Out of a function that the handler calls; out of the handler to the next event of a lane. */
  async out(lane: number): Promise<Arrival> {
    const line = this.#line;
    const caller = line && lane === this.timeline.laneOf(line.step) && (await this.#after(line)).find(({ call }) => call < line.call);
    if (caller) return this.#standAt(caller);
    const next = this.timeline.nextOf(lane, this.#cursor);
    if (next !== undefined) return this.#enter(next, 1);
    const name = this.debuggee.trace.nodes[lane] ?? 'the world';
    return { reason: 'step', description: `Paused: ${name} has no later event` };
  }

  /** To the first line of the handler of a step. */
  async restart(step: number): Promise<Arrival> {
    const [first] = await this.#linesOf(step);
    return first ? this.#standAt(first, 'goto') : this.goTo(step);
  }

  /** To the next breakpoint or finding in a direction, or to that end of the run. */
  async run(direction: 1 | -1): Promise<Arrival> {
    this.#pausing = false;
    const here = this.place;
    const hit = await this.breakpoints.lines.next(here, direction);
    // An event is over after all its lines, and so behind them on the way forward and before them on the way back.
    const [first, end] = direction === 1 ? [this.#line ? here.step : here.step + 1, this.timeline.length] : [here.step - 1, -1];
    let step = here.step;
    for (let next = first; next !== end; next += direction) {
      if (hit && (direction === 1 ? hit.step <= next : hit.step > next)) break;
      step = next;
      if (this.#pausing) {
        [this.#cursor, this.#line] = [step, undefined];
        return { reason: 'pause' };
      }
      const stop = await this.breakpoints.stopAt(step);
      if (!stop) continue;
      [this.#cursor, this.#line] = [step, undefined];
      return stop;
    }
    if (!hit) return this.#arrive(direction === 1 ? this.timeline.length : -1);
    [this.#cursor, this.#line] = [hit.step, hit.stop];
    return { reason: 'breakpoint', text: 'This line is reached.', ids: hit.ids };
  }

  /** Where the cursor is among all lines; after an event it is behind all of its lines. */
  get place(): { readonly step: number; readonly index: number } {
    return { step: this.#cursor, index: this.#line?.index ?? Infinity };
  }

  /** Ends a search that is under way. */
  pause(): void {
    this.#pausing = true;
  }

  close(): void {
    this.#pausing = true;
    this.lines.close();
    this.debuggee.close();
  }

  async #linesOf(step: number): Promise<readonly LineStop[]> {
    return this.#stepBy === 'line' ? this.lines.of(step) : [];
  }

  async #after(line: LineStop): Promise<readonly LineStop[]> {
    return (await this.lines.of(line.step)).filter(({ index }) => index > line.index);
  }

  async #before(line: LineStop): Promise<readonly LineStop[]> {
    return (await this.lines.of(line.step)).filter(({ index }) => index < line.index);
  }

  /** Comes to an event from before or from behind it: to its first or last line, where it has lines. */
  async #enter(step: number, direction: 1 | -1): Promise<Arrival> {
    if (step < 0 || step >= this.timeline.length) return this.#arrive(step);
    if (direction === -1) return (await this.#lastLine(step)) ?? this.#arrive(step);
    const [first] = await this.#linesOf(step);
    return first ? this.#standAt(first) : this.#arrive(step);
  }

  /** The last line of the handler itself, and not of what it calls there. */
  async #lastLine(step: number): Promise<Arrival | undefined> {
    const lines = await this.#linesOf(step);
    const outermost = Math.min(...lines.map(({ call }) => call));
    const last = lines.filter(({ call }) => call === outermost).at(-1);
    return last && this.#standAt(last);
  }

  #standAt(line: LineStop, reason: 'step' | 'goto' = 'step'): Arrival {
    [this.#cursor, this.#line] = [line.step, line];
    return { reason };
  }

  /** Stands after a step. What lies beyond an end of the run is that end, which is told. */
  #arrive(step: number, reason: 'step' | 'goto' = 'step'): Arrival {
    const last = this.timeline.length - 1;
    this.#cursor = Math.max(0, Math.min(step, last));
    this.#line = undefined;
    if (step < 0) return { reason, description: 'Paused at the start of the run' };
    if (step > last) return { reason, description: 'Paused at the end of the run' };
    return this.breakpoints.findingAt(this.#cursor) ?? { reason };
  }
}

/** @throws UsageError when it does not lie in the run. */
function beginningOf({ trace }: Debuggee, at: LaunchArguments['at']): number {
  if (at === undefined) return firstViolation(trace)?.step ?? 0;
  if (at === 'start') return 0;
  return spotOf(typeof at === 'number' ? { is: 'step', step: at } : parsePoint(at), trace).step;
}
