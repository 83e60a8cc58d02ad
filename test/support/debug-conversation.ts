import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { PROJECT } from './runner.ts';

/** Nothing takes so long that is not lost. */
const LIMIT = 180_000;
const EVENTS = ['initialized', 'stopped', 'output', 'terminated', 'backstep.at'];

/** What crossed: a request with its answer, or an event. */
export type Line = Asked | { readonly event: string; readonly body?: unknown };

interface Asked {
  readonly request: string;
  readonly arguments?: unknown;
  answer?: unknown;
  error?: string;
}

/** An editor's side of a conversation with `backstep debug-adapter`, which remembers every word of it. */
export class DebugConversation {
  readonly transcript: Line[] = [];
  readonly #said: DebugProtocol.OutputEvent['body'][] = [];
  readonly #client = new DebugClient(join(PROJECT, 'dist', 'backstep.js'), 'debug-adapter', 'backstep', { cwd: PROJECT });

  async start(): Promise<void> {
    this.#client.defaultTimeout = LIMIT;
    await this.#client.start();
    this.#client.on('output', ({ body }: DebugProtocol.OutputEvent) => this.#said.push(body));
    for (const name of EVENTS) {
      this.#client.on(name, ({ event, body }: DebugProtocol.Event) => {
        this.transcript.push({ event, ...(body === undefined ? {} : { body: anywhere(body) }) });
      });
    }
  }

  /** Asks, and resolves to the body of the answer; rejects with the sentence of an error. */
  async ask<Body>(request: string, args?: object): Promise<Body> {
    // It stands where it was asked: answers and events come in pieces, and their order in the pieces says nothing.
    const asked: Asked = { request, ...(args === undefined ? {} : { arguments: anywhere(args) }) };
    this.transcript.push(asked);
    try {
      const { body } = (await this.#client.send(request, args)) as DebugProtocol.Response & { body: Body };
      if (body !== undefined) asked.answer = anywhere(body);
      return body;
    } catch (error) {
      asked.error = (error as Error).message.replaceAll(PROJECT, '');
      throw error;
    }
  }

  /** Initialises and launches, up to where breakpoints are set. */
  async launch(args: object): Promise<void> {
    await this.ask('initialize', { adapterID: 'backstep', linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path' });
    const initialized = this.#next('initialized');
    await this.ask('launch', args);
    await initialized;
  }

  /** Asks for a move, and waits for the stop that comes of it. */
  async move(request: string, args: object = { threadId: 1 }): Promise<DebugProtocol.StoppedEvent['body']> {
    const stopped = this.#next('stopped');
    const at = this.#next('backstep.at');
    await this.ask(request, args);
    const { body } = (await stopped) as DebugProtocol.StoppedEvent;
    await at;
    return body;
  }

  /** The step at which the debugger stands. */
  async step(): Promise<number> {
    return (await this.ask<{ step: number }>('backstep.where')).step;
  }

  async frames(threadId: number): Promise<readonly DebugProtocol.StackFrame[]> {
    return (await this.ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId })).stackFrames;
  }

  /** The variables of a frame's scope by name. */
  async scope(frameId: number, name: string): Promise<Readonly<Record<string, string>>> {
    const { scopes } = await this.ask<DebugProtocol.ScopesResponse['body']>('scopes', { frameId });
    const { variablesReference } = scopes.find((scope) => scope.name === name)!;
    const { variables } = await this.ask<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference });
    return Object.fromEntries(variables.map((variable) => [variable.name, variable.value]));
  }

  async evaluate(expression: string, frameId?: number): Promise<string> {
    return (await this.ask<DebugProtocol.EvaluateResponse['body']>('evaluate', { expression, frameId, context: 'repl' })).result;
  }

  /** The first output that a pattern fits, once it has been said. */
  async said(pattern: RegExp): Promise<DebugProtocol.OutputEvent['body']> {
    return eventually(() => {
      const found = this.#said.find(({ output }) => pattern.test(output));
      if (found) return found;
      throw new Error(`Nothing that fits ${pattern} has been said.`);
    });
  }

  /** The client's own way to wait leaves a timer behind for each event that never comes, which holds up the process. */
  #next(event: string): Promise<DebugProtocol.Event> {
    return new Promise((resolve) => void this.#client.once(event, resolve));
  }

  async close(): Promise<void> {
    await this.#client.stop();
  }
}

/** The same on every machine: paths as from the project's folder. */
function anywhere(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(PROJECT, '')) as unknown;
}
