import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CompiledScenario } from './compile.ts';
import type { Problem, ScenarioDescription, SourceLocation } from './protocol.ts';
import { RunnerProblems } from './runner-api.ts';
import { Pulse } from './watch.ts';
import { remoteCalls, type RemoteCalls, type WorkerCallName } from './worker-calls.ts';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** Where the parts of the runner stand, and how much a user's file may use. */
export interface WorkerEnvironment {
  /** Where the build has put `host.js`, `worker.js`, `realm.js` and `prelude.js`. */
  readonly folder: string;
  readonly version: string;
  /** A handler that computes for so long is taken for one that never returns. */
  readonly watchdogMilliseconds: number;
  readonly memoryMegabytes: number;
}

/** How often the thread is looked at. Memory grows by a gigabyte in a second. */
const LOOK_EVERY_MILLISECONDS = 100;

/** One that is silent without computing waits for something that nobody brings; so many times the limit passes before it is ended. */
const IDLE_TIMES = 10;

/** What the process needs besides what the scenario may use, in bytes. */
const OWN_MEMORY = 128 * 2 ** 20;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (problems: RunnerProblems) => void;
}

/**
 * The worker thread with one user's file in it, as the main thread of its process sees it: calls go in, and
 * its death, its silence and its memory are noticed.
 */
export class ScenarioThread {
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
  readonly #mostMemory: number;
  #lastBeat = -1;
  /** When it was last looked at, and how long it has been silent, in milliseconds: of the clock on the wall, and of computing. */
  #lookedAt = performance.now();
  #silentFor = 0;
  #computedBefore = 0;
  #died: Problem | undefined;
  #mayWorkAgain = false;
  #listener: ((problem: Problem) => void) | undefined;

  constructor(compiled: CompiledScenario, environment: WorkerEnvironment) {
    this.calls = remoteCalls((call, args) => this.#send(call, args));
    this.#environment = environment;
    this.#file = compiled.file;
    const { folder, version } = environment;
    const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
    const scripts = { realm: text('realm.js'), prelude: text('prelude.js') };
    const start: WorkerStart = { ...compiled, scripts, pulse: this.#pulse.memory, version };
    // Beside the heap there are buffers and what the engine keeps for itself.
    this.#mostMemory = process.memoryUsage.rss() + 1.5 * environment.memoryMegabytes * 2 ** 20 + OWN_MEMORY;
    this.#worker = new Worker(join(folder, 'worker.js'), {
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
    this.#watch = setInterval(() => this.#look(), LOOK_EVERY_MILLISECONDS);
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
  async load(...which: Parameters<RemoteCalls['load']>): Promise<ScenarioDescription> {
    const description = await this.calls.load(...which);
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
    if (process.memoryUsage.rss() > this.#mostMemory) return this.#dieByItself(this.#tooMuchMemory());
    const { beats, node, what, running } = this.#pulse.read();
    const now = performance.now();
    const passed = now - this.#lookedAt;
    this.#lookedAt = now;
    const { user, system } = process.cpuUsage();
    const computed = (user + system) / 1_000;
    if (!running || beats !== this.#lastBeat) {
      this.#lastBeat = beats;
      this.#silentFor = 0;
      this.#computedBefore = computed;
      return;
    }
    // A machine that was asleep has let time pass in which nobody could have answered.
    this.#silentFor += Math.min(passed, 10 * LOOK_EVERY_MILLISECONDS);
    const { watchdogMilliseconds: limit } = this.#environment;
    // The engine's own threads compute too, so that on an idle machine both times have to pass.
    const isEndless = Math.min(this.#silentFor, computed - this.#computedBefore) >= limit;
    if (isEndless || this.#silentFor >= IDLE_TIMES * limit) this.#die(this.#endless(node, what));
  }

  #endless(node: number, what: number): Problem {
    const seconds = this.#environment.watchdogMilliseconds / 1_000;
    const cure = 'Look for a loop that does not end, or allow more with `--handler-limit`, in VS Code with `backstep.watchdogSeconds`.';
    const description = this.#description;
    if (!description) {
      return { message: `Loading the file did not end within ${seconds} s.`, cure, location: { file: this.#file, line: 1, column: 1 } };
    }
    const { subject, location } = this.#running(description, node, what);
    return {
      message: `${subject} did not return within ${seconds} s${this.#during()}.`,
      cure,
      location: location ?? { file: this.#file, line: 1, column: 1 },
    };
  }

  /** What began to run last, as the subject of a sentence, and where it stands. */
  #running({ nodes, handlers, properties }: ScenarioDescription, node: number, what: number): Running {
    const name = this.#nameOf(what);
    const owner = nodes[node];
    const location = owner === undefined ? properties.find((property) => property.name === name)?.location : handlers[owner]?.[name];
    return {
      subject: owner === undefined ? `The property '${name}'` : `The handler ${name} of '${owner}'`,
      ...(location ? { location } : {}),
    };
  }

  /** The worker numbers handlers and properties in the order of the description. */
  #nameOf(what: number): string {
    const { nodes, handlers, properties } = this.#description!;
    const names = new Set([...nodes.flatMap((node) => Object.keys(handlers[node] ?? {})), ...properties.map(({ name }) => name)]);
    return [...names][what] ?? 'unknown';
  }

  #problemOf(error: NodeJS.ErrnoException): Problem {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return this.#tooMuchMemory();
    return { message: `The worker of the scenario failed${this.#during()}: ${error.message}.`, cure: 'Run it again.' };
  }

  #tooMuchMemory(): Problem {
    const { node, what } = this.#pulse.lastHandler();
    const last = this.#description && node >= 0 && what >= 0 ? this.#running(this.#description, node, what) : undefined;
    return tooMuchMemory(this.#environment.memoryMegabytes, this.#during(), this.#file, last);
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

/** A handler or property that has begun. */
interface Running {
  readonly subject: string;
  readonly location?: SourceLocation;
}

/** Where too much memory was used; `during` says in which seeds, as a part of a sentence; `last` began to run last, where that is known. */
export function tooMuchMemory(memoryMegabytes: number, during: string, file: string, last?: Running): Problem {
  return {
    message: `The scenario used more than ${memoryMegabytes} MB of memory${during}.`,
    cure: `${last ? `${last.subject} ran last. ` : ''}Look for a state or a queue that grows without bound, or shorten the \`duration\`.`,
    location: last?.location ?? { file, line: 1, column: 1 },
  };
}
