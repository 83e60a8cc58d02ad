import { InitializedEvent, TerminatedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'node:path';
import { plainToJson } from '../../sim-core/base/plain-json.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { labelOf } from '../../sim-core/trace/label.ts';
import { changesOf } from '../../sim-core/trace/run-changes.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import type { Runner } from '../runner-api.ts';
import { UsageError } from '../seeds.ts';
import { forkAt } from '../what-ifs.ts';
import { CAPABILITIES } from './capabilities.ts';
import { changeLines, changesItem } from './changes.ts';
import { Conversation, MOST_TOLD } from './conversation.ts';
import { checkedLaunch } from './debuggee.ts';
import { parseExpression } from './expression.ts';
import { editAt, valueOf } from './edits.ts';
import { scopesAt } from './scopes.ts';
import { framesOf } from './stack.ts';
import { Travel } from './travel.ts';
import type { Change, Place } from './worlds.ts';

/**
 * The conversation with an editor, in the Debug Adapter Protocol: what it asks goes to a `Travel`, and what
 * comes of it goes back. Threads are nodes, frames are causes, and time goes either way.
 */
export class BackstepDebugSession extends Conversation {
  readonly #runner: Runner;

  constructor(runner: Runner) {
    super();
    this.#runner = runner;
    this.setDebuggerLinesStartAt1(true);
    this.setDebuggerColumnsStartAt1(true);
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    this.answer(response, () => CAPABILITIES);
  }

  protected override launchRequest(response: DebugProtocol.LaunchResponse, args: DebugProtocol.LaunchRequestArguments): void {
    const launch = async (): Promise<undefined> => {
      const travel = await Travel.open(this.#runner, checkedLaunch({ ...args }));
      this.begin(travel);
      return undefined;
    };
    this.answer(response, launch, () => {
      const { debuggee } = this.present;
      const { seed, scenario, verdict, events } = debuggee.trace.outcome;
      this.say(`${verdict}  ${scenario}, seed ${seed}: ${events} events.`);
      if (debuggee.remark !== undefined) this.say(debuggee.remark);
      this.sendEvent(new InitializedEvent());
    });
  }

  protected override attachRequest(response: DebugProtocol.AttachResponse): void {
    this.answer(response, () => {
      throw new UsageError('There is nothing to attach to: a simulation is run for the debugger. Write "request": "launch".');
    });
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    this.moves(response, () => this.present.begun());
  }

  protected override disconnectRequest(response: DebugProtocol.DisconnectResponse, args: DebugProtocol.DisconnectArguments): void {
    this.close();
    super.disconnectRequest(response, args);
  }

  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    this.close();
    this.answer(
      response,
      () => undefined,
      () => this.sendEvent(new TerminatedEvent()),
    );
  }

  /* ---- Breakpoints ---- */

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    args: DebugProtocol.SetBreakpointsArguments,
  ): void {
    this.answer(
      response,
      async () => {
        const set = (travel: Travel): ReturnType<Travel['breakpoints']['setLines']> =>
          travel.breakpoints.setLines(args.source.path ?? '', args.breakpoints ?? []);
        const placed = await set(this.present);
        this.breakpointsSet.set(`lines ${args.source.path}`, set);
        return { breakpoints: [...placed] };
      },
      () => this.sayLogged(),
    );
  }

  protected override setFunctionBreakPointsRequest(
    response: DebugProtocol.SetFunctionBreakpointsResponse,
    args: DebugProtocol.SetFunctionBreakpointsArguments,
  ): void {
    const set = (travel: Travel): ReturnType<Travel['breakpoints']['setFunctions']> => travel.breakpoints.setFunctions(args.breakpoints);
    this.breakpointsSet.set('functions', set);
    this.answer(response, () => ({ breakpoints: [...set(this.present)] }));
  }

  protected override setExceptionBreakPointsRequest(
    response: DebugProtocol.SetExceptionBreakpointsResponse,
    args: DebugProtocol.SetExceptionBreakpointsArguments,
  ): void {
    const set = (travel: Travel): ReturnType<Travel['breakpoints']['setFilters']> =>
      travel.breakpoints.setFilters(args.filters, args.filterOptions ?? []);
    this.breakpointsSet.set('filters', set);
    this.answer(response, () => ({ breakpoints: [...set(this.present)] }));
  }

  protected override dataBreakpointInfoRequest(
    response: DebugProtocol.DataBreakpointInfoResponse,
    args: DebugProtocol.DataBreakpointInfoArguments,
  ): void {
    this.answer(response, async () => {
      const { variablesReference, name, frameId } = args;
      const refused = (description: string): DebugProtocol.DataBreakpointInfoResponse['body'] => ({ dataId: null, description });
      if (variablesReference === undefined || variablesReference === 0) {
        const complaint = await this.#complaintOf(name, frameId);
        if (complaint !== undefined) return refused(complaint);
      }
      const path = variablesReference ? await this.#pathOf(variablesReference, name) : parseExpression(name).text;
      if (path === undefined) return refused(`${name} has no expression of its own that could be watched.`);
      return { dataId: path, description: path, accessTypes: ['write' as const], canPersist: true };
    });
  }

  protected override setDataBreakpointsRequest(
    response: DebugProtocol.SetDataBreakpointsResponse,
    args: DebugProtocol.SetDataBreakpointsArguments,
  ): void {
    const set = (travel: Travel): ReturnType<Travel['breakpoints']['setData']> => travel.breakpoints.setData(args.breakpoints);
    this.breakpointsSet.set('data', set);
    this.answer(response, () => ({ breakpoints: [...set(this.present)] }));
  }

  /* ---- Moving ---- */

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    this.moves(response, () => this.present.run(1));
  }

  protected override reverseContinueRequest(response: DebugProtocol.ReverseContinueResponse): void {
    this.moves(response, () => this.present.run(-1));
  }

  protected override nextRequest(response: DebugProtocol.NextResponse): void {
    this.moves(response, () => this.present.over());
  }

  protected override stepBackRequest(response: DebugProtocol.StepBackResponse): void {
    this.moves(response, () => this.present.back());
  }

  protected override stepInRequest(response: DebugProtocol.StepInResponse, args: DebugProtocol.StepInArguments): void {
    // A target is a step, and its number begins at 0 as steps do.
    this.moves(response, () => this.present.into(args.targetId));
  }

  protected override stepInTargetsRequest(response: DebugProtocol.StepInTargetsResponse, args: DebugProtocol.StepInTargetsArguments): void {
    this.answer(response, () => {
      const { step } = this.placeOf(args.frameId);
      const { trace } = this.present.debuggee;
      return {
        targets: this.present.targets(step).map((id) => {
          const { kind, node = '', time } = eventAt(trace, id);
          return { id, label: `${kind} at ${node}, ${timeText(time)}: ${labelOf(trace, id)}` };
        }),
      };
    });
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse, args: DebugProtocol.StepOutArguments): void {
    this.moves(response, () => this.present.out(args.threadId - 1));
  }

  protected override restartFrameRequest(response: DebugProtocol.RestartFrameResponse, args: DebugProtocol.RestartFrameArguments): void {
    this.moves(response, () => this.present.restart(this.placeOf(args.frameId).step));
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.answer(response, () => {
      this.present.pause();
      return undefined;
    });
  }

  protected override customRequest(
    command: string,
    response: DebugProtocol.Response,
    args: { frameId?: number; step?: number } = {},
  ): void {
    switch (command) {
      case 'backstep.where':
        return this.answer(response, () =>
          plainToJson(this.at(args.frameId === undefined ? this.present.cursor : this.placeOf(args.frameId).step)),
        );
      case 'backstep.goTo':
        return this.moves(response, () => this.present.goTo(args.step ?? Number.NaN));
      default:
        super.customRequest(command, response, args);
    }
  }

  /* ---- Looking ---- */

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    this.answer(response, () => {
      const { debuggee, timeline } = this.present;
      const names = timeline.hasWorld ? [...debuggee.trace.nodes, 'the world'] : debuggee.trace.nodes;
      return { threads: names.map((name, lane) => ({ id: lane + 1, name })) };
    });
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    this.answer(response, () => {
      const { text = '' } = this.here;
      const [first = ''] = text.split(/[:.]/);
      return { exceptionId: first, description: text, breakMode: 'always' as const };
    });
  }

  protected override stackTraceRequest(response: DebugProtocol.StackTraceResponse, args: DebugProtocol.StackTraceArguments): void {
    this.answer(response, () => {
      const { debuggee, timeline, cursor, line: at } = this.present;
      const lane = args.threadId - 1;
      const top = timeline.lastOf(lane, cursor);
      if (top === undefined) return { stackFrames: [], totalFrames: 0 };
      const chain = timeline.chainOf(top);
      const { startFrame: from = 0, levels = 0 } = args;
      const frames = framesOf(debuggee, timeline, chain, { from, to: levels > 0 ? from + levels : chain.length, line: at });
      const stackFrames = frames.map(({ step, name, source }, index) => {
        const here = from + index === 0 && at?.step === step ? { line: at } : {};
        const id = this.frameAt({ step, lane: timeline.laneOf(step), ...here });
        if (!source) return { id, name, line: 0, column: 0, canRestart: true };
        const { file: path, line, column } = source;
        return { id, name, source: { name: basename(path), path }, line, column, canRestart: true };
      });
      return { stackFrames, totalFrames: chain.length };
    });
  }

  protected override scopesRequest(response: DebugProtocol.ScopesResponse, args: DebugProtocol.ScopesArguments): void {
    this.answer(response, async () => {
      const place = this.placeOf(args.frameId);
      const scopes = await scopesAt(this.present, place);
      return {
        scopes: scopes.map(({ name, children, expensive = false }) => ({
          name,
          variablesReference: this.variables.at(this.variables.reference(children), place),
          expensive,
        })),
      };
    });
  }

  protected override variablesRequest(response: DebugProtocol.VariablesResponse, args: DebugProtocol.VariablesArguments): void {
    this.answer(response, async () => {
      const items = await this.variables.list(args.variablesReference);
      const place = this.variables.placeOf(args.variablesReference);
      const variables = items.map((item) => this.variables.variable(item));
      for (const { variablesReference } of variables) this.variables.at(variablesReference, place);
      return { variables };
    });
  }

  /** Nothing that has happened changes: what is otherwise is a run that parts from this one. */
  protected override setVariableRequest(response: DebugProtocol.SetVariableResponse, args: DebugProtocol.SetVariableArguments): void {
    const fork = async (): Promise<DebugProtocol.SetVariableResponse['body']> => {
      const { debuggee, worlds, cursor } = this.present;
      const place = this.variables.placeOf(args.variablesReference) ?? this.#placeIn(undefined);
      const value = await valueOf(args.value, (text) => worlds.evaluate(parseExpression(text), place));
      const edit = editAt(debuggee.trace, place.step, await this.#pathOf(args.variablesReference, args.name), value);
      await this.parts(forkAt(debuggee.trace, place.step, changesOf(debuggee.trace), edit), cursor);
      return this.variables.shown({ value });
    };
    this.answer(response, fork, () => this.stands('Paused in a fork, where it parts from the run'));
  }

  protected override evaluateRequest(response: DebugProtocol.EvaluateResponse, args: DebugProtocol.EvaluateArguments): void {
    let changes: readonly Change[] = [];
    const evaluate = async (): Promise<DebugProtocol.EvaluateResponse['body']> => {
      const { debuggee, worlds } = this.present;
      const place = this.#placeIn(args.frameId);
      const expression = parseExpression(args.expression);
      if (expression.overTime) changes = await worlds.changesOf(expression, place.lane);
      const found = expression.overTime
        ? changesItem(debuggee, changes)
        : { value: await worlds.evaluate(expression, place), path: expression.text };
      const { value, variablesReference } = this.variables.shown(found);
      return { result: value, variablesReference };
    };
    // In the console each change is a line of its own, which a click follows to the source.
    this.answer(response, evaluate, () => {
      if (args.context !== 'repl' || changes.length === 0) return;
      const { debuggee, timeline } = this.present;
      for (const { text, location } of changeLines(debuggee, timeline, changes.slice(0, MOST_TOLD))) this.sayAt(text, location);
      if (changes.length > MOST_TOLD) this.say(`${changes.length - MOST_TOLD} later changes are left out.`);
    });
  }

  /** Where a frame stands, or else the debugger. */
  #placeIn(frame: number | undefined): Place {
    if (frame !== undefined) return this.placeOf(frame);
    const { timeline, cursor, line } = this.present;
    return { step: cursor, lane: timeline.laneOf(cursor), ...(line ? { line } : {}) };
  }

  /** Why an expression cannot be watched, if it cannot. */
  async #complaintOf(text: string, frame: number | undefined): Promise<string | undefined> {
    try {
      await this.present.worlds.evaluate(parseExpression(text), this.#placeIn(frame));
      return undefined;
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
  }

  async #pathOf(reference: number, name: string): Promise<string | undefined> {
    return (await this.variables.list(reference)).find((item) => item.name === name)?.path;
  }
}
