import { ORIGINAL, type RecordedRun } from '../runner/protocol.ts';
import { RunnerProblems, type OpenScenario, type Runner } from '../runner/runner-api.ts';
import { RunSources } from './run-sources.ts';
import { changesIn, type Shown } from './shown.ts';

/** What is on the screen, with the worker that holds the recording. */
export interface OnScreen extends Omit<Shown, 'scenario'> {
  readonly scenario: OpenScenario;
  readonly run: RecordedRun;
  /** The same seed with the scenario as written, to compare a what-if with. */
  readonly honest: RecordedRun;
  readonly sources: RunSources;
}

export interface ScreenEvents {
  /** A run begins; what was on the screen is no longer. */
  running(shown: Shown): void;
  recorded(screen: OnScreen): void;
  /** A fork could not be run; what was on the screen is there again. */
  refused(error: unknown): void;
  failed(shown: Shown, error: unknown): void;
}

/** One run at a time: asked for another meanwhile, the later run wins and the earlier worker ends. */
export class Screen {
  readonly #runner: Runner;
  readonly #events: ScreenEvents;
  /** What was last asked for, which is not yet on the screen or failed to get there. */
  #shown: Shown | undefined;
  #present: OnScreen | undefined;
  /** Holds the recording of what is on the screen, or is about to. */
  #worker: OpenScenario | undefined;
  /** Counts what was asked to be shown: whoever finds a later number gives up. */
  #turn = 0;

  constructor(runner: Runner, events: ScreenEvents) {
    this.#runner = runner;
    this.#events = events;
  }

  get shown(): Shown | undefined {
    return this.#shown;
  }

  get present(): OnScreen | undefined {
    return this.#present;
  }

  async show(shown: Shown): Promise<void> {
    const turn = this.#nextTurn();
    this.#shown = shown;
    this.#events.running(shown);
    try {
      const scenario = await this.#runner.open(shown.file, shown.scenario);
      if (turn !== this.#turn) return scenario.close();
      this.#worker = scenario;
      scenario.onDied((problem) => this.#fail(new RunnerProblems([problem]), turn));
      const sources = await RunSources.of(scenario.description);
      const honest = await scenario.record(shown.seed, shown.changes);
      const run = shown.fork === ORIGINAL ? honest : await scenario.record(shown.seed, changesIn(shown));
      if (turn !== this.#turn) return;
      this.#shown = { ...shown, forks: shown.forks.concluded(shown.fork, run) };
      this.#present = { ...this.#shown, scenario, run, honest, sources };
      this.#events.recorded(this.#present);
    } catch (error) {
      this.#fail(error, turn);
    }
  }

  /** Shows another fork of the run that is on the screen, without compiling it anew. One that cannot be run leaves the screen as it is. */
  async showFork(shown: Shown): Promise<void> {
    const present = this.#present;
    if (!present) return this.show(shown);
    const turn = this.#turn;
    this.#events.running(shown);
    try {
      const run = await present.scenario.record(shown.seed, changesIn(shown));
      if (turn !== this.#turn) return;
      const { scenario, sources, honest } = present;
      this.#shown = { ...shown, forks: shown.forks.concluded(shown.fork, run) };
      this.#present = { ...this.#shown, scenario, sources, honest: shown.fork === ORIGINAL ? run : honest, run };
      this.#events.recorded(this.#present);
    } catch (error) {
      if (turn !== this.#turn) return;
      // The worker still holds what was on the screen.
      this.#events.recorded(present);
      this.#events.refused(error);
    }
  }

  /** The forks are others than before; what is shown stays. */
  setForks(forks: Shown['forks']): OnScreen | undefined {
    if (!this.#present || !this.#shown) return undefined;
    this.#shown = { ...this.#shown, forks };
    this.#present = { ...this.#present, forks };
    return this.#present;
  }

  /** Talks to the worker of what is on the screen; if that is gone meanwhile, nobody waits for the answer. */
  async use(talk: (screen: OnScreen) => Promise<void>): Promise<void> {
    const screen = this.#present;
    if (!screen) return;
    try {
      await talk(screen);
    } catch (error) {
      if (this.#present === screen) this.#fail(error, this.#turn);
    }
  }

  /** Ends what is under way or on the screen. */
  clear(): void {
    this.#nextTurn();
  }

  /** Whoever was working for the last turn finds that it has passed. */
  #nextTurn(): number {
    this.#worker?.close();
    this.#worker = undefined;
    this.#present = undefined;
    return ++this.#turn;
  }

  #fail(error: unknown, turn: number): void {
    if (turn !== this.#turn || !this.#shown) return;
    this.#nextTurn();
    this.#events.failed(this.#shown, error);
  }
}
