import { Worker } from 'node:worker_threads';
import type { CompiledScenario } from './compile.ts';
import type { Problem, ScenarioDescription } from './protocol.ts';
import { RunnerProblems } from './runner-api.ts';
import type { SandboxScripts } from './sandbox.ts';
import { Pulse } from './watch.ts';
import { remoteCalls, type RemoteCalls, type WorkerCallName } from './worker-calls.ts';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** Where the parts of the runner stand, and how much a user's file may use. */
export interface WorkerEnvironment {
  readonly workerFile: string;
  readonly scripts: SandboxScripts;
  readonly version: string;
  /** A handler that is silent for so long is taken for one that never returns. */
  readonly watchdogMilliseconds: number;
  readonly memoryMegabytes: number;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (problems: RunnerProblems) => void;
}

/** One worker with one user's file in it, seen from outside: calls go in, and its death is noticed. */
export class ScenarioProcess {
  /** What the worker can be asked; `offered` or `load` comes first. */
  readonly calls: RemoteCalls;
  readonly #worker: Worker;
  readonly #pulse = new Pulse();
  readonly #waiting = new Map<number, Waiting>();
  readonly #environment: WorkerEnvironment;
  readonly #file: string;
  readonly #watch: NodeJS.Timeout;
  #description: ScenarioDescription | undefined;
  #nextId = 0;
  #lastBeat = -1;
  #silentSince = 0;
  #died: Problem | undefined;
  #mayWorkAgain = false;
  #listener: ((problem: Problem) => void) | undefined;

  constructor(compiled: CompiledScenario, environment: WorkerEnvironment) {
    this.calls = remoteCalls((call, args) => this.#send(call, args));
    this.#environment = environment;
    this.#file = compiled.file;
    const { scripts, version } = environment;
    const start: WorkerStart = { ...compiled, scripts, pulse: this.#pulse.memory, version };
    this.#worker = new Worker(environment.workerFile, {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: environment.memoryMegabytes },
      stdout: true,
      stderr: true,
    });
    this.#worker.on('message', (answer: WorkerAnswer) => this.#settle(answer));
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#dieByItself(this.#problemOf(error)));
    this.#worker.on('exit', () =>
      this.#dieByItself({ message: `The worker of the scenario has ended${this.#during()}.`, cure: 'Run it again.' }),
    );
    this.#watch = setInterval(() => this.#look(), 250);
    this.#watch.unref();
    // A scenario that is merely open must not keep the program alive; a call that waits must.
    this.#worker.unref();
  }

  onDied(listener: (problem: Problem) => void): void {
    this.#listener = listener;
  }

  /** Whether it has died of something that another worker need not meet: not of a handler that never returns, nor because it was closed. */
  get mayWorkAgain(): boolean {
    return this.#mayWorkAgain;
  }

  /** @param wanted which scenario of the file, as `--scenario` takes it */
  async load(wanted?: string): Promise<ScenarioDescription> {
    const description = await this.calls.load(wanted);
    this.#description = description;
    return description;
  }

  #send(call: WorkerCallName, args: readonly unknown[]): Promise<unknown> {
    if (this.#died) return Promise.reject(new RunnerProblems([this.#died]));
    const id = this.#nextId++;
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, arguments: args } satisfies WorkerRequest);
    });
  }

  /** Ends the worker; whoever waits for it hears that it was closed. */
  close(): void {
    this.#listener = undefined;
    this.#die({ message: 'The scenario was closed.' });
  }

  #settle(answer: WorkerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('problems' in answer) waiting?.reject(new RunnerProblems(answer.problems));
    else waiting?.resolve(answer.result);
  }

  #look(): void {
    const { beats, node, what, running } = this.#pulse.read();
    const now = Date.now();
    if (!running || beats !== this.#lastBeat) {
      this.#lastBeat = beats;
      this.#silentSince = now;
      return;
    }
    if (now - this.#silentSince < this.#environment.watchdogMilliseconds) return;
    this.#die(this.#endless(node, what));
  }

  #endless(node: number, what: number): Problem {
    const seconds = this.#environment.watchdogMilliseconds / 1_000;
    const cure = 'Look for a loop that does not end.';
    const description = this.#description;
    if (!description) {
      return { message: `Loading the file did not end within ${seconds} s.`, cure, location: { file: this.#file, line: 1, column: 1 } };
    }
    const name = this.#nameOf(what);
    const owner = description.nodes[node];
    const location =
      owner === undefined
        ? description.properties.find((property) => property.name === name)?.location
        : description.handlers[owner]?.[name];
    const subject = owner === undefined ? `The property '${name}'` : `The handler ${name} of '${owner}'`;
    return {
      message: `${subject} did not return within ${seconds} s${this.#during()}.`,
      cure,
      location: location ?? { file: this.#file, line: 1, column: 1 },
    };
  }

  /** The worker numbers handlers and properties in the order of the description. */
  #nameOf(what: number): string {
    const { nodes, handlers, properties } = this.#description!;
    const names = new Set([...nodes.flatMap((node) => Object.keys(handlers[node] ?? {})), ...properties.map(({ name }) => name)]);
    return [...names][what] ?? 'unknown';
  }

  #problemOf(error: NodeJS.ErrnoException): Problem {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return {
        message: `The scenario used more than ${this.#environment.memoryMegabytes} MB of memory${this.#during()}.`,
        cure: 'Look for a state or a queue that grows without bound, or shorten the `duration`.',
        location: { file: this.#file, line: 1, column: 1 },
      };
    }
    return { message: `The worker of the scenario failed${this.#during()}: ${error.message}.`, cure: 'Run it again.' };
  }

  /** Names the seed that was being run, for whoever wants to run it alone. */
  #during(): string {
    const { seed } = this.#pulse.read();
    return seed === undefined ? '' : `, in seed ${seed}`;
  }

  #dieByItself(problem: Problem): void {
    this.#mayWorkAgain ||= this.#died === undefined;
    this.#die(problem);
  }

  #die(problem: Problem): void {
    if (this.#died) return;
    this.#died = problem;
    clearInterval(this.#watch);
    void this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new RunnerProblems([problem]));
    this.#waiting.clear();
    this.#listener?.(problem);
  }
}
