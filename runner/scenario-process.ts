import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { CompiledScenario } from './compile.ts';
import type { FromHost, HostAsked, HostStart } from './host-messages.ts';
import { permissionFlags } from './permissions.ts';
import { memoryBudget, type Consumer } from './memory-budget.ts';
import { tooMuchMemory, type Usage } from './memory-problem.ts';
import type { Problem, ScenarioDescription } from './protocol.ts';
import { RunnerProblems } from './runner-api.ts';
import type { WorkerEnvironment } from './scenario-thread.ts';
import { remoteCalls, type RemoteCalls, type WorkerCallName } from './worker-calls.ts';
import type { WorkerRequest } from './worker-messages.ts';

/** What a process of a scenario knows of the machine: the time zone and language, and what a system needs to start a program. */
const ENVIRONMENT = ['TZ', 'LANG', 'LC_ALL', 'SystemRoot', 'TEMP', 'TMPDIR', 'LD_LIBRARY_PATH'];

/** The environment that such a process is started with. */
export function environmentOfScenarios(): NodeJS.ProcessEnv {
  const known = ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  // Inside VS Code the program is Electron, told to be Node.js.
  return { ...Object.fromEntries(known), ELECTRON_RUN_AS_NODE: '1' };
}

interface Waiting {
  readonly request: WorkerRequest;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One process with one user's file in it, seen from outside: calls go in, and its death is noticed, also
 * where it takes everything in it along, as when the engine runs out of memory.
 */
export class ScenarioProcess implements Consumer {
  /** What the scenario can be asked; `offered` or `load` comes first. */
  readonly calls: RemoteCalls;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #environment: WorkerEnvironment;
  #file = '';
  #started = false;
  #nextId = 0;
  #died: Problem | undefined;
  #mayWorkAgain = false;
  #usage: Usage = { bytes: 0, told: {} };
  #listener: ((problem: Problem) => void) | undefined;

  /** @param compiled may still be under way, in which time the process starts; where it fails, calls reject with its problems */
  constructor(compiled: CompiledScenario | Promise<CompiledScenario>, environment: WorkerEnvironment) {
    this.calls = remoteCalls((call, args) => this.#send(call, args));
    this.#environment = environment;
    this.#child = fork(join(environment.folder, 'host.js'), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [...permissionFlags(environment.folder)],
      env: environmentOfScenarios(),
    });
    this.#child.on('message', (message: FromHost) => this.#hear(message));
    this.#child.on('error', ({ message }) => {
      // One that has died while it was written to says at its end what it died of.
      if (this.#child.pid !== undefined) this.#child.kill('SIGKILL');
      else this.#dieByItself({ message: `The process of the scenario could not be started: ${message}.`, cure: 'Run it again.' });
    });
    this.#child.on('exit', (code, signal) => this.#dieByItself(this.#endOf(code, signal)));
    // A scenario that is merely open must not keep the program alive; a call that waits must.
    this.#child.unref();
    this.#child.channel?.unref();
    memoryBudget.join(this);
    void this.#startWith(compiled);
  }

  onDied(listener: (problem: Problem) => void): void {
    this.#listener = listener;
  }

  /** Whether it has died of something that another one need not meet: not of a handler that never returns, nor because it was closed. */
  get mayWorkAgain(): boolean {
    return this.#mayWorkAgain;
  }

  /**
   * @param wanted which scenario of the file, as `--scenario` takes it
   * @param strategy how its seeds are read, as `--strategy` takes it
   */
  load(wanted?: string, strategy?: string): Promise<ScenarioDescription> {
    return this.calls.load(wanted, strategy);
  }

  /** Ends the process; whoever waits for it hears that it was closed. */
  close(): void {
    this.#listener = undefined;
    this.#die({ message: 'The scenario was closed.' });
  }

  async #startWith(compiling: CompiledScenario | Promise<CompiledScenario>): Promise<void> {
    try {
      this.#start(await compiling);
    } catch (error) {
      this.#failToStart(error);
    }
  }

  #start(compiled: CompiledScenario): void {
    if (this.#died) return;
    this.#file = compiled.file;
    this.#started = true;
    this.#child.send({ compiled, environment: this.#environment } satisfies HostStart);
    for (const { request } of this.#waiting.values()) this.#child.send(request);
  }

  #failToStart(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.close();
  }

  #send(call: WorkerCallName, args: readonly unknown[]): Promise<unknown> {
    if (this.#died) return Promise.reject(new RunnerProblems([this.#died]));
    const request = { id: this.#nextId++, call, arguments: args };
    this.#child.ref();
    this.#child.channel?.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { request, resolve, reject });
      if (this.#started) this.#child.send(request);
    });
  }

  get bytes(): number {
    return this.#usage.bytes;
  }

  askForLargest(): void {
    this.#child.send({ asks: 'largest' } satisfies HostAsked);
  }

  endAsLargest(of: number): void {
    const most = `${this.#environment.allMemoryMegabytes} MB`;
    const used =
      of === 1
        ? `more than ${most} of memory`
        : `${megabytes(this.bytes)} of memory, and all ${of} processes more than the ${most} that they may use together`;
    this.#dieByItself(this.#tooMuchMemory(used));
  }

  #tooMuchMemory(used: string): Problem {
    return tooMuchMemory(used, this.#file, this.#usage.told, this.#during());
  }

  #hear(message: FromHost): void {
    if ('usage' in message) {
      if (this.#died) return;
      this.#usage = message.usage;
      return memoryBudget.hear(this, this.#environment.allMemoryMegabytes);
    }
    if ('died' in message) {
      this.#mayWorkAgain = message.mayWorkAgain;
      return this.#die(message.died);
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (this.#waiting.size === 0) {
      this.#child.unref();
      this.#child.channel?.unref();
    }
    if ('problems' in message) waiting?.reject(new RunnerProblems(message.problems));
    else waiting?.resolve(message.result);
  }

  /** Why a process has ended that could say nothing any more. */
  #endOf(code: number | null, signal: NodeJS.Signals | null): Problem {
    // The engine aborts where it is out of memory.
    if (signal === 'SIGABRT' || code === 134) return this.#tooMuchMemory(`more than ${this.#environment.memoryMegabytes} MB of memory`);
    const how = signal === null ? `with the code ${code}` : `by ${signal}`;
    return { message: `The process of the scenario has ended ${how}${this.#during()}.`, cure: 'Run it again.' };
  }

  /** Names the seeds that were being run, for whoever wants to run them alone. */
  #during(): string {
    const given = [...this.#waiting.values()]
      .map(({ request }) => request.arguments[0])
      .find((first) => typeof first === 'number' || Array.isArray(first));
    if (given === undefined) return '';
    const seeds = [given].flat() as readonly number[];
    return seeds.length === 1 ? `, in seed ${seeds[0]}` : `, in one of the seeds ${seeds[0]} to ${seeds.at(-1)}`;
  }

  #dieByItself(problem: Problem): void {
    this.#mayWorkAgain ||= this.#died === undefined;
    this.#die(problem);
  }

  #die(problem: Problem): void {
    if (this.#died) return;
    this.#died = problem;
    memoryBudget.leave(this);
    this.#child.kill('SIGKILL');
    this.#child.unref();
    this.#child.channel?.unref();
    for (const { reject } of this.#waiting.values()) reject(new RunnerProblems([problem]));
    this.#waiting.clear();
    this.#listener?.(problem);
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
