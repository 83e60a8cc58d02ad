import { DebugSession, Event, OutputEvent, StoppedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'node:path';
import { plainToJson } from '../../sim-core/base/plain-json.ts';
import { changesNothing, changesOf, type RunChanges } from '../../sim-core/trace/run-changes.ts';
import type { SourceLocation } from '../protocol.ts';
import { UsageError } from '../seeds.ts';
import type { Forked } from '../what-ifs.ts';
import type { Arrival, Travel } from './travel.ts';
import { Variables } from './variables.ts';
import type { Place } from './worlds.ts';

/** Told at every stop as a custom event, so that whoever shows the run elsewhere goes there too. */
export const AT_EVENT = 'backstep.at';

/** Which run, and where in it. */
export interface At {
  readonly file: string;
  readonly scenario: string;
  readonly seed: number;
  /** What is otherwise in it than its scenario and seed say. */
  readonly changes?: RunChanges;
  readonly step: number;
}

/** So many log messages are told in one go, the latest. */
export const MOST_TOLD = 1_000;

/** How a debugger answers: what it holds of a conversation, and that every request has one answer, be it an error. */
export abstract class Conversation extends DebugSession {
  protected readonly variables = new Variables();
  /** The frames that the editor has been told of since the debugger last moved. */
  readonly #frames = new Map<number, Place>();
  #nextFrame = 1;
  #travel: Travel | undefined;
  #ended = false;
  /** What the editor has set last, to be set in another run too. */
  protected readonly breakpointsSet = new Map<string, (travel: Travel) => Promise<unknown> | unknown>();
  /** Why the debugger stands where it does. */
  protected here: Arrival = { reason: 'entry' };

  override dispose(): void {
    this.close();
    super.dispose();
  }

  /** @throws UsageError when no run is being debugged. */
  protected get present(): Travel {
    if (this.#travel) return this.#travel;
    throw new UsageError('No run is being debugged.');
  }

  /** Gives a frame its number. */
  protected frameAt(place: Place): number {
    const id = this.#nextFrame++;
    this.#frames.set(id, place);
    return id;
  }

  /** @throws UsageError when the debugger has moved on from a frame. */
  protected placeOf(frame: number): Place {
    const place = this.#frames.get(frame);
    if (place) return place;
    throw new UsageError('The debugger has moved since this frame was shown: ask for the stack again.');
  }

  protected at(step: number): At {
    const { file, id, trace } = this.present.debuggee;
    const changes = changesOf(trace);
    return { file, scenario: id, seed: trace.outcome.seed, ...(changesNothing(changes) ? {} : { changes }), step };
  }

  /** Answers at once, and tells of the stop when the debugger has got there. */
  protected moves(response: DebugProtocol.Response, move: () => Promise<Arrival> | Arrival): void {
    this.answer(
      response,
      // Without a run there is nothing to move in.
      () => void this.present,
      async () => {
        try {
          const arrival = await move();
          await this.sayLogged();
          this.#stopped(arrival);
        } catch (error) {
          // The run or a condition is at fault; the debugger stays where it was.
          if (this.#ended) return;
          this.say(messageOf(error), 'stderr');
          this.#stopped({ reason: 'pause', description: 'Paused: the way there failed', text: messageOf(error) });
        }
      },
    );
  }

  #stopped(arrival: Arrival): void {
    if (this.#ended) return;
    const { timeline, cursor } = this.present;
    this.here = arrival;
    this.#frames.clear();
    this.variables.forget();
    const { reason, description, text, ids } = arrival;
    const stopped: DebugProtocol.StoppedEvent = new StoppedEvent(reason, timeline.laneOf(cursor) + 1);
    Object.assign(stopped.body, {
      allThreadsStopped: true,
      ...(description === undefined ? {} : { description }),
      ...(text === undefined ? {} : { text }),
      ...(ids === undefined ? {} : { hitBreakpointIds: [...ids] }),
    });
    this.sendEvent(stopped);
    // An event is JSON, which has no Maps and bigints.
    this.sendEvent(new Event(AT_EVENT, plainToJson(this.at(cursor))));
  }

  /** Tells what log messages say of all that has happened by now and that they have not told yet. */
  protected async sayLogged(): Promise<void> {
    const { breakpoints, place } = this.present;
    const said = await breakpoints.lines.logged(place).catch((error: unknown) => {
      this.say(messageOf(error), 'stderr');
      return [];
    });
    for (const { text, stop } of said.slice(-MOST_TOLD)) this.sayAt(text, stop.location);
    if (said.length > MOST_TOLD) this.say(`${said.length - MOST_TOLD} earlier log messages are left out.`);
  }

  /** Says what belongs to a place in the source, which a click on it opens. */
  protected sayAt(text: string, location: SourceLocation | undefined): void {
    if (!location) return this.say(text);
    const { file: path, line, column } = location;
    const body = { category: 'console', output: `${text}\n`, source: { name: basename(path), path }, line, column };
    this.sendEvent(Object.assign(new Event('output'), { body }));
  }

  protected say(text: string, category = 'console'): void {
    this.sendEvent(new OutputEvent(`${text}\n`, category));
  }

  /** Goes on in a run that parts from this one, with the breakpoints that were set in it, and says so. */
  protected async parts({ changes, name }: Forked, step: number): Promise<void> {
    const travel = await this.present.forked(changes, step);
    if (this.#ended) return travel.close();
    this.#travel = travel;
    for (const set of this.breakpointsSet.values()) await set(travel);
    const { verdict, events } = travel.debuggee.trace.outcome;
    this.say(`Forked: ${name}. ${verdict}, ${events} events. The run that it parts from stays as it is: Restart leads back to it.`);
  }

  /** Tells of a stop that no move has led to. */
  protected stands(description: string): void {
    this.#stopped({ reason: 'goto', description });
  }

  /** What is debugged from now on; whoever has gone meanwhile debugs nothing. */
  protected begin(travel: Travel): void {
    if (this.#ended) travel.close();
    else this.#travel = travel;
  }

  protected close(): void {
    this.#ended = true;
    this.#travel?.close();
    this.#travel = undefined;
  }

  /** Sends what `make` gives, or an error with its sentence; then goes on. */
  protected answer<Response extends DebugProtocol.Response>(
    response: Response,
    make: () => Promise<Response['body']> | Response['body'],
    then?: () => Promise<void> | void,
  ): void {
    const answer = async (): Promise<void> => {
      try {
        response.body = await make();
      } catch (error) {
        this.sendErrorResponse(response, { id: 1, format: '{_text}', variables: { _text: messageOf(error) }, showUser: true });
        return;
      }
      this.sendResponse(response);
      await then?.();
    };
    void answer();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
