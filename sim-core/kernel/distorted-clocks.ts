import type { ClockDistortion } from '../base/clock-distortion.ts';
import type { SimulatedProcess, TimerState } from '../world/process.ts';
import { ITEM } from './item.ts';
import type { Stage } from './stage.ts';

/** Lets faults change clocks, with the timers that run on them: what is left of each is measured by the new rate. */
export class DistortedClocks {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  distort(process: SimulatedProcess, name: string, distortion: ClockDistortion): void {
    this.#whileTimersRun(process, () => process.clock.distort(name, this.#stage.time, distortion));
  }

  /** False if this fault did not distort the clock. */
  calm(process: SimulatedProcess, name: string): boolean {
    let isCalmed = false;
    this.#whileTimersRun(process, () => (isCalmed = process.clock.calm(name, this.#stage.time)));
    return isCalmed;
  }

  #whileTimersRun(process: SimulatedProcess, change: () => void): void {
    const { agenda, time } = this.#stage;
    const { clock } = process;
    const left = (due: number): number => clock.monotonic(due) - clock.monotonic(time);
    const { ppm } = clock;
    const before = new Map([...(process.timersBefore ?? []), ...process.timers].map(([, { generation, due }]) => [generation, left(due)]));
    change();
    if (clock.ppm === ppm) return;
    // What is due already rings, or waits for its process.
    const newDue = ({ generation, due }: TimerState): number => (due > time ? time + clock.simulated(before.get(generation)!) : due);
    const moved = (timers: ReadonlyMap<string, TimerState>): Map<string, TimerState> =>
      new Map([...timers].map(([name, timer]) => [name, { ...timer, due: newDue(timer) }]));
    const ringing = agenda.queue.take(
      ({ what, node, name, tag, time: due }) =>
        what === ITEM.timer && node === process.index && due > time && process.timers.get(name)?.generation === tag,
    );
    // Each keeps its place among what happens at one time: that of the call that set it.
    for (const item of ringing) agenda.queue.push(item.at(newDue(process.timers.get(item.name)!)));
    if (process.timersBefore) process.timersBefore = moved(process.timersBefore);
    process.timers = moved(process.timers);
  }
}
