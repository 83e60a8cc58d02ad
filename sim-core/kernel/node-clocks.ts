import type { TimeInterval } from '../author/self.ts';
import { ScenarioError, type Subject } from '../base/scenario-error.ts';
import type { Milliseconds } from '../base/units.ts';
import type { SimulatedProcess } from '../world/process.ts';
import type { Stage } from './stage.ts';
import type { Timeline } from './timeline.ts';

/** The clocks of a node, as its running handler reads them: each reading is accounted to the faults that it shows. */
export class NodeClocks {
  readonly #stage: Stage;
  readonly #process: SimulatedProcess;
  readonly #timeline: Timeline;

  constructor(stage: Stage, process: SimulatedProcess, timeline: Timeline) {
    this.#stage = stage;
    this.#process = process;
    this.#timeline = timeline;
  }

  timeOfDay(): Milliseconds {
    const { at, knownChanges } = this.#timeline;
    this.#observe('time of day');
    return this.#process.clock.timeOfDay(at, knownChanges) / 1_000;
  }

  monotonic(): Milliseconds {
    this.#observe('monotonic');
    return this.#process.clock.monotonic(this.#timeline.at) / 1_000;
  }

  /** @throws ScenarioError when the scenario gives nodes no interval clock. */
  interval(subject: Subject): TimeInterval {
    const { at, knownChanges } = this.#timeline;
    this.#observe('interval');
    const reading = this.#process.clock.interval(at, knownChanges);
    if (reading) return { earliest: reading.earliest / 1_000, latest: reading.latest / 1_000 };
    throw new ScenarioError(
      `'${this.#process.name}' reads a time interval, and the scenario gives nodes no interval clock.`,
      "Add one: `clocks: { interval: { every: '30s', uncertainty: '1ms', drift: 200 } }`.",
      subject,
    );
  }

  #observe(reading: 'time of day' | 'monotonic' | 'interval'): void {
    const { clock } = this.#process;
    if (this.#stage.model.order) this.#stage.clockReaders.add(this.#process.name);
    // A handler that is executed again has read once what it reads twice.
    if (clock.changes === 0 || this.#timeline.hasHappened) return;
    for (const fault of clock.shownBy(reading, this.#timeline.at)) this.#stage.account.observe(fault);
  }
}
