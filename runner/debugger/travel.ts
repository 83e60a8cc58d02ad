import { firstViolation, parsePoint, spotOf } from '../points.ts';
import type { Runner } from '../runner-api.ts';
import { UsageError } from '../seeds.ts';
import { Breakpoints, type Stop } from './breakpoints.ts';
import { openDebuggee, type Debuggee, type LaunchArguments } from './debuggee.ts';
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

/** One recorded run with a cursor in it: where the debugger stands, and how it moves. */
export class Travel {
  readonly debuggee: Debuggee;
  readonly timeline: Timeline;
  readonly worlds: Worlds;
  readonly breakpoints: Breakpoints;
  #cursor = 0;
  #pausing = false;

  private constructor(debuggee: Debuggee) {
    this.debuggee = debuggee;
    this.timeline = new Timeline(debuggee.trace);
    this.worlds = new Worlds(debuggee, this.timeline);
    this.breakpoints = new Breakpoints(debuggee, this.timeline, this.worlds);
  }

  /** Records the run and stands where it is to begin. Rejects with `RunnerProblems` or `UsageError` when it cannot. */
  static async open(runner: Runner, launch: LaunchArguments): Promise<Travel> {
    const debuggee = await openDebuggee(runner, launch);
    try {
      if (debuggee.trace.columns.length === 0) throw new UsageError('The run has no event, so that there is nothing to step through.');
      const travel = new Travel(debuggee);
      travel.#cursor = beginningOf(debuggee, launch.at);
      return travel;
    } catch (error) {
      debuggee.close();
      throw error;
    }
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Why the debugger stands where it begins. */
  begun(): Arrival {
    return this.breakpoints.findingAt(this.#cursor) ?? { reason: 'entry' };
  }

  /** @throws UsageError when there is no such step. */
  goTo(step: number): Arrival {
    if (!(Number.isSafeInteger(step) && step >= 0 && step < this.timeline.length))
      throw new UsageError(`There is no step ${step}: the run has steps 0 to ${this.timeline.length - 1}.`);
    return this.#arrive(step, 'goto');
  }

  /** The next event, whatever the node. */
  over(): Arrival {
    return this.#arrive(this.#cursor + 1);
  }

  back(): Arrival {
    return this.#arrive(this.#cursor - 1);
  }

  /** Follows the message that is just being sent to where it arrives or is lost; the next event, where none is. */
  into(target?: number): Arrival {
    if (target !== undefined) return this.#arrive(target);
    const arrival = this.targets(this.#cursor)[0];
    return this.#arrive(arrival ?? this.#cursor + 1);
  }

  /** Where the messages arrive that a step has sent. */
  targets(step: number): readonly number[] {
    return this.timeline.sendsOf(step).flatMap((send) => this.timeline.arrivalsOf(send));
  }

  /** The next event of a lane, that of the cursor if none is named. */
  out(lane: number): Arrival {
    const next = this.timeline.nextOf(lane, this.#cursor);
    if (next !== undefined) return this.#arrive(next);
    const name = this.debuggee.trace.nodes[lane] ?? 'the world';
    return { reason: 'step', description: `Paused: ${name} has no later event` };
  }

  /** To the next breakpoint or finding in a direction, or to that end of the run. */
  async run(direction: 1 | -1): Promise<Arrival> {
    this.#pausing = false;
    let step = this.#cursor;
    for (let next = step + direction; next >= 0 && next < this.timeline.length; next += direction) {
      step = next;
      if (this.#pausing) {
        this.#cursor = step;
        return { reason: 'pause' };
      }
      const stop = await this.breakpoints.stopAt(step);
      if (!stop) continue;
      this.#cursor = step;
      return stop;
    }
    return this.#arrive(direction === 1 ? this.timeline.length : -1);
  }

  /** Ends a search that is under way. */
  pause(): void {
    this.#pausing = true;
  }

  close(): void {
    this.#pausing = true;
    this.debuggee.close();
  }

  /** What lies beyond an end of the run is that end, which is told. */
  #arrive(step: number, reason: 'step' | 'goto' = 'step'): Arrival {
    const last = this.timeline.length - 1;
    this.#cursor = Math.max(0, Math.min(step, last));
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
