import type { CompiledScenario } from './compile.ts';
import type { ScenarioDescription } from './protocol.ts';
import { ScenarioProcess } from './scenario-process.ts';
import type { WorkerEnvironment } from './scenario-thread.ts';
import type { RemoteCalls } from './worker-calls.ts';

/**
 * A worker of a sweep. When it dies of something that another need not meet, such as memory that many
 * seeds have used up together, a fresh one takes over what it had to do, so that no seed is lost; when
 * that one dies of the same task too, the sweep fails and names the seed.
 */
export class SweepWorker {
  readonly #compiled: CompiledScenario;
  readonly #scenario: string | undefined;
  readonly #environment: WorkerEnvironment;
  #process: ScenarioProcess | undefined;
  /** One that stands ready, so that none has to be started for the first task. */
  #ready: ScenarioProcess | undefined;
  #closed = false;

  /**
   * @param scenario which one of the file; the default or only one, if undefined
   * @param ready a process of the file in which nothing has been run
   */
  constructor(compiled: CompiledScenario, scenario: string | undefined, environment: WorkerEnvironment, ready?: ScenarioProcess) {
    this.#ready = ready;
    this.#compiled = compiled;
    this.#scenario = scenario;
    this.#environment = environment;
  }

  /** @throws RunnerProblems when the file cannot be loaded. */
  async load(): Promise<ScenarioDescription> {
    this.#process = this.#ready ?? new ScenarioProcess(this.#compiled, this.#environment);
    this.#ready = undefined;
    // Whoever closed the sweep while another worker took over must not leave that one behind.
    if (this.#closed) this.#process.close();
    return this.#process.load(this.#scenario);
  }

  /** Does something with a loaded worker, and does it again from its beginning with a fresh one if that dies. */
  async do<Result>(task: (calls: RemoteCalls) => Promise<Result>): Promise<Result> {
    if (!this.#process) await this.load();
    try {
      return await task(this.#process!.calls);
    } catch (error) {
      if (!this.#process!.mayWorkAgain) throw error;
      await this.load();
      return task(this.#process!.calls);
    }
  }

  close(): void {
    this.#closed = true;
    this.#process?.close();
    this.#ready?.close();
  }
}
