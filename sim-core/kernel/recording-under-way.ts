import { TraceRecorder } from '../trace/recorder.ts';
import type { Model } from './model.ts';
import { traceOf } from './recorded-trace.ts';
import { Recording, type Marked } from './recording.ts';
import { runOf, type Run, type RunOptions } from './run.ts';
import { Simulation } from './simulation.ts';

/** At first this many events lie between two checkpoints. */
const FIRST_INTERVAL = 1_024;
/** When there would be more, every second one is given up and the interval doubles. */
const MOST_CHECKPOINTS = 1_024;

export interface RecordingOptions {
  /**
   * Is for a scenario whose modules keep something: it evaluates them anew and returns their model.
   * No checkpoint holds what they keep, so that every way through such a run leads from its start.
   */
  readonly anew?: (() => Model) | undefined;
  /** A recording of a run that is perhaps the same up to some step: what the two share is then taken over and not executed. */
  readonly beside?: Recording | undefined;
  /** How many events lie between two checkpoints at first; 1,024, if absent. */
  readonly interval?: number;
}

/** A run that is being recorded, in portions. What has been recorded so far can be looked at like any other recording. */
export class RecordingUnderWay {
  /** How many of its first events were taken over from the recording of another run. */
  readonly shared: number;
  readonly #model: Model;
  readonly #run: Run;
  readonly #anew: (() => Model) | undefined;
  readonly #simulation: Simulation;
  #checkpoints: readonly Marked[];
  #interval: number;
  #next: number;
  #goesOn = true;

  constructor(model: Model, run: Run, { anew, beside, interval = FIRST_INTERVAL }: RecordingOptions = {}) {
    this.#model = model;
    this.#run = run;
    this.#anew = anew;
    const shared = anew || !beside ? [] : beside.sharedWith(model, run);
    const from = shared.at(-1);
    this.#simulation = beside && from ? beside.goingOn(run, from) : new Simulation(model, run, { recorder });
    this.shared = this.#simulation.steps;
    this.#checkpoints = from ? shared : [marked(this.#simulation)];
    this.#interval = shared.length > 1 ? shared[1]!.log.steps - shared[0]!.log.steps : interval;
    this.#next = this.shared + this.#interval;
  }

  /** How many events there are so far. */
  get steps(): number {
    return this.#simulation.steps;
  }

  /** How much simulated time has passed, in microseconds. */
  get time(): number {
    return this.#simulation.time;
  }

  get goesOn(): boolean {
    return this.#goesOn;
  }

  /** Executes up to so many events in all, or a few more. Whether there are more. */
  goOnTo(steps = Infinity): boolean {
    const simulation = this.#simulation;
    const checkpoints = this.#checkpoints.slice();
    while (this.#goesOn && simulation.steps < steps) {
      this.#goesOn = simulation.step();
      if (!this.#goesOn || simulation.steps < this.#next) continue;
      checkpoints.push(marked(simulation));
      if (checkpoints.length > MOST_CHECKPOINTS) {
        const fewer = checkpoints.filter((_, index) => index % 2 === 0);
        checkpoints.splice(0, checkpoints.length, ...fewer);
        this.#interval *= 2;
      }
      this.#next = simulation.steps + this.#interval;
    }
    this.#checkpoints = checkpoints;
    return this.#goesOn;
  }

  /** What has been recorded so far. It stays as it is when this goes on; what it says of properties is as if the run ended there. */
  recording(): Recording {
    return new Recording({
      model: this.#model,
      run: this.#run,
      trace: traceOf(this.#model, this.#run, this.#simulation),
      checkpoints: this.#checkpoints,
      spans: this.#simulation.stage.log.recorder!.spans,
      shared: this.shared,
      anew: this.#anew,
    });
  }
}

/**
 * Runs one seed and records it.
 * @throws ScenarioError for a mistake in the scenario, its handlers or its properties.
 */
export function recordSeed(model: Model, seed: number, options: RunOptions = {}, how?: RecordingOptions): Recording {
  const underWay = new RecordingUnderWay(model, runOf(model, seed, options), how);
  underWay.goOnTo();
  return underWay.recording();
}

const recorder = (): TraceRecorder => new TraceRecorder();

function marked(simulation: Simulation): Marked {
  return { ...simulation.save(), mark: simulation.stage.log.recorder!.mark };
}
