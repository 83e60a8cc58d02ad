import { ORIGINAL, partAround, type RecordedRun, type RecordedSoFar } from '../runner/protocol.ts';
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

/** What is to be put on the screen, in which turn. */
interface Recording extends Pick<OnScreen, 'scenario' | 'sources'> {
  readonly shown: Shown;
  /** What it is compared with, where that is another run. */
  readonly honest: RecordedRun | undefined;
  readonly turn: number;
}

export interface ScreenEvents {
  /** A run begins; what was on the screen is no longer. */
  running(shown: Shown): void;
  /** There is something to be seen: a whole run, or the beginning of one that goes on. */
  recorded(screen: OnScreen): void;
  /** What is on the screen has come so much farther. */
  goesOn(soFar: RecordedSoFar): void;
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
  /** Resolves when what is on the screen is over, or will never be. */
  #whole: Promise<void> = Promise.resolve();
  /** Counts the recordings: whoever finds a later one gives up. */
  #recordings = 0;
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

  /** Resolves when what is on the screen is a whole run, or nothing is: what is made of a run is made of all of it. */
  whole(): Promise<void> {
    return this.#whole;
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
      const honest = shown.fork === ORIGINAL ? undefined : await scenario.record(shown.seed, shown.changes);
      await this.#record({ shown, scenario, sources, honest, turn });
    } catch (error) {
      this.#fail(error, turn);
    }
  }

  /** Shows another fork of the run that is on the screen, without compiling it anew. One that cannot be run leaves the screen as it is. */
  async showFork(shown: Shown): Promise<void> {
    await this.#whole;
    const present = this.#present;
    if (!present) return this.show(shown);
    const turn = this.#turn;
    const before = this.#shown;
    this.#events.running(shown);
    try {
      const { scenario, sources, honest } = present;
      await this.#record({ shown, scenario, sources, honest: shown.fork === ORIGINAL ? undefined : honest, turn });
    } catch (error) {
      if (turn !== this.#turn) return;
      // The worker still holds what was on the screen.
      this.#shown = before;
      this.#present = present;
      this.#events.recorded(present);
      this.#events.refused(error);
    }
  }

  /** Records what is to be shown, and puts it on the screen as soon as there is something to be seen. */
  async #record({ shown, scenario, sources, honest, turn }: Recording): Promise<void> {
    const { forks, fork, seed } = shown;
    const recording = ++this.#recordings;
    const isWanted = (): boolean => turn === this.#turn && recording === this.#recordings;
    const put = (run: RecordedRun): void => {
      this.#shown = run.underWay ? shown : { ...shown, forks: forks.concluded(fork, run) };
      this.#present = { ...this.#shown, scenario, sources, run, honest: honest ?? run };
      this.#events.recorded(this.#present);
    };
    let over = (): void => undefined;
    const begun = (part: RecordedRun): void => {
      this.#whole = new Promise((resolve) => (over = resolve));
      put(part);
    };
    const goesOn = (soFar: RecordedSoFar): void => this.#events.goesOn(soFar);
    try {
      const run = await scenario.recordInPortions({
        seed,
        changes: changesIn(shown),
        part: partAround(shown.cursor ?? forks.of(fork)?.at ?? 0),
        begun,
        goesOn,
        isWanted,
      });
      if (run && isWanted()) put(run);
    } finally {
      over();
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
