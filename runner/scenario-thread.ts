import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CompiledScenario } from './compile.ts';
import { tooMuchMemory, type Running, type ToldOfMemory, type Usage } from './memory-problem.ts';
import type { Problem, ScenarioDescription } from './protocol.ts';
import { RunnerProblems } from './runner-api.ts';
import { LOOK_EVERY_MILLISECONDS, Patience, type Impatience, type Limits } from './patience.ts';
import { LOADING, Pulse } from './watch.ts';
import { remoteCalls, type RemoteCalls, type WorkerCallName } from './worker-calls.ts';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** Where the parts of the runner stand, and how much a user's file may use. */
export interface WorkerEnvironment extends Limits {
  /** Where the build has put `host.js`, `worker.js`, `realm.js` and `prelude.js`. */
  readonly folder: string;
  readonly version: string;
  /** What one scenario may use in one process. */
  readonly memoryMegabytes: number;
  /** What all processes of scenarios may use together. */
  readonly allMemoryMegabytes: number;
}

/** What the process needs besides what the scenario may use, in bytes. */
const OWN_MEMORY = 128 * 2 ** 20;

/** With so much of what it may use it is asked what takes memory, so that this is known should it come to its end. */
const ASK_FROM = 0.5;

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
  /** How much memory the process may use, and from where on it is asked what for, in bytes. */
  readonly #mostMemory: number;
  readonly #muchMemory: number;
  readonly #patience: Patience;
  #died: Problem | undefined;
  #mayWorkAgain = false;
  #listener: ((problem: Problem) => void) | undefined;
  #usage: ((usage: Usage) => void) | undefined;

  constructor(compiled: CompiledScenario, environment: WorkerEnvironment) {
    this.calls = remoteCalls((call, args) => this.#send(call, args));
    this.#environment = environment;
    this.#file = compiled.file;
    const { folder, version } = environment;
    const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
    const scripts = { realm: text('realm.js'), prelude: text('prelude.js') };
    const start: WorkerStart = { ...compiled, scripts, pulse: this.#pulse.memory, version };
    // Beside the heap there are buffers and what the engine keeps for itself.
    const [before, allowed] = [process.memoryUsage.rss(), environment.memoryMegabytes * 2 ** 20];
    this.#mostMemory = before + 1.5 * allowed + OWN_MEMORY;
    this.#muchMemory = before + ASK_FROM * allowed;
    this.#patience = new Patience(environment, performance.now(), computedMilliseconds());
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

  /** Hears at every look how much memory the process uses. */
  onUsage(listener: (usage: Usage) => void): void {
    this.#usage = listener;
  }

  /** Has the worker say what takes memory, which `onUsage` then hears. */
  askForLargest(): void {
    this.#pulse.askForLargest();
  }

  #look(): void {
    const bytes = process.memoryUsage.rss();
    if (bytes > this.#mostMemory) return this.#dieByItself(this.#tooMuchMemory());
    if (bytes > this.#muchMemory) this.#pulse.askForLargest();
    this.#usage?.({ bytes, told: this.#toldOfMemory() });
    const beat = this.#pulse.read();
    const impatience = this.#patience.look(beat, performance.now(), computedMilliseconds());
    if (impatience) this.#die(this.#endless(impatience, beat.node, beat.what));
  }

  #endless(impatience: Impatience, node: number, what: number): Problem {
    const seconds = impatience.milliseconds / 1_000;
    const more = 'allow more with `--handler-limit`, in VS Code with `backstep.watchdogSeconds`';
    const start = { file: this.#file, line: 1, column: 1 };
    const description = this.#description;
    if (!description || what === LOADING) {
      const cure = `Look for a loop that does not end, or ${more}.`;
      return { message: `Loading the file did not end within ${seconds} s.`, cure, location: start };
    }
    const { subject, location = start } = this.#running(description, node, what);
    const during = this.#during();
    switch (impatience.is) {
      case 'silent':
        return {
          message: `${subject} did not return within ${seconds} s${during}.`,
          cure: `Look for a loop that does not end, or ${more}.`,
          location,
        };
      case 'endless':
        return {
          message: `${subject} did not return within ${seconds} s, in which it sent, set or wrote something ${impatience.broughtAbout} times${during}.`,
          cure: `Look for a loop that goes on for ever, do less in one handler, or ${more}.`,
          location,
        };
      case 'stuck':
        return {
          message: `What ${lower(subject)} left took the simulator more than ${seconds} s${during}.`,
          cure: `Look for a state, evidence or a message of great size, or ${more}.`,
          location,
        };
    }
  }

  /** What began to run last, as the subject of a sentence, and where it stands. */
  #running({ nodes, handlers, properties }: ScenarioDescription, node: number, what: number): Running {
    const name = this.#nameOf(what);
    const owner = nodes[node];
    // What tells of lanes is numbered behind everything else.
    if (name === undefined) return { subject: owner === undefined ? 'A function of `lanes`' : `A handler of '${owner}'` };
    const location = owner === undefined ? properties.find((property) => property.name === name)?.location : handlers[owner]?.[name];
    return {
      subject: owner === undefined ? `The property '${name}'` : `The handler ${name} of '${owner}'`,
      ...(location ? { location } : {}),
    };
  }

  /** The worker numbers handlers and properties in the order of the description. */
  #nameOf(what: number): string | undefined {
    const { nodes, handlers, properties } = this.#description!;
    const names = new Set([...nodes.flatMap((node) => Object.keys(handlers[node] ?? {})), ...properties.map(({ name }) => name)]);
    return [...names][what];
  }

  #problemOf(error: NodeJS.ErrnoException): Problem {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return this.#tooMuchMemory();
    return { message: `The worker of the scenario failed${this.#during()}: ${error.message}.`, cure: 'Run it again.' };
  }

  #tooMuchMemory(): Problem {
    return tooMuchMemory(`more than ${this.#environment.memoryMegabytes} MB of memory`, this.#file, this.#toldOfMemory());
  }

  #toldOfMemory(): ToldOfMemory {
    const { node, what } = this.#pulse.lastHandler();
    const last = this.#description && node >= 0 && what >= 0 ? this.#running(this.#description, node, what) : undefined;
    const { largest, seed } = this.#pulse;
    return { ...(last && { last }), ...(largest !== undefined && { largest }), ...(seed !== undefined && { seed }) };
  }

  /** Names the seed that was being run, for whoever wants to run it alone. */
  #during(): string {
    const { seed } = this.#pulse;
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

/** For how long this process has computed. */
function computedMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** The subject of a sentence within one. */
function lower(subject: string): string {
  return subject.replace(/^The/, 'the');
}
