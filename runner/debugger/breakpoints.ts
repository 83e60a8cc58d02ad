import { lineOf } from '../../sim-core/base/plain-text.ts';
import { UsageError } from '../seeds.ts';
import type { Debuggee } from './debuggee.ts';
import { eventsNamed } from './event-names.ts';
import { parseExpression, type Expression } from './expression.ts';
import { FILTERS, findingsOf, type Finding } from './findings.ts';
import { LineBreakpoints, type AskedLine, type Placed } from './line-breakpoints.ts';
import type { Lines } from './lines.ts';
import type { Seen } from './scopes.ts';
import { conditionOf, StepBreakpoint, type AskedStep } from './step-breakpoint.ts';
import type { Timeline } from './timeline.ts';
import type { Outcome, Worlds } from './worlds.ts';

/** Why the debugger stops at a step, in the words of the protocol. */
export interface Stop {
  readonly reason: 'breakpoint' | 'function breakpoint' | 'data breakpoint' | 'exception';
  readonly text: string;
  readonly ids?: readonly number[];
}

/** A breakpoint on what happens, or on where an expression changes. */
export type AskedFunction = AskedStep & { readonly name?: string };
export type AskedData = AskedStep & { readonly dataId?: string };

/** A kind of findings to stop at, and what has to hold besides. */
export interface AskedFilter {
  readonly filterId: string;
  readonly condition?: string;
}

interface DataBreakpoint {
  readonly expression: Expression;
  readonly breakpoint: StepBreakpoint;
}

const LONGEST = 80;

/** All that the debugger stops at. */
export class Breakpoints {
  readonly #debuggee: Debuggee;
  readonly #timeline: Timeline;
  readonly #worlds: Worlds;
  readonly lines: LineBreakpoints;
  #functions: readonly StepBreakpoint[] = [];
  #data: readonly DataBreakpoint[] = [];
  /** The filters that are on, each with its conditions; one without is always wanted. */
  #filters: ReadonlyMap<string, readonly (Expression | undefined)[]> = new Map(
    FILTERS.flatMap((row) => (row.default ? [[row.filter, [undefined]]] : [])),
  );
  readonly #findings: ReadonlyMap<number, readonly Finding[]>;
  #next = 1;

  constructor({ debuggee, timeline, worlds, lines }: Seen & { readonly lines: Lines }) {
    this.#debuggee = debuggee;
    this.#timeline = timeline;
    this.#worlds = worlds;
    this.lines = new LineBreakpoints(debuggee, lines, worlds);
    this.#findings = findingsOf(debuggee);
  }

  /** The breakpoints of one file, in place of those that it had. */
  setLines(file: string, asked: readonly AskedLine[]): Promise<readonly Placed[]> {
    return this.lines.set(file, asked, () => this.#next++);
  }

  /** Breakpoints on what happens: `write`, `deliver:write@storage`, `crash`. */
  setFunctions(asked: readonly AskedFunction[]): readonly Placed[] {
    const kept: StepBreakpoint[] = [];
    const placed = asked.map(({ name = '', ...how }) =>
      this.#placed((id) => {
        kept.push(new StepBreakpoint(id, eventsNamed(name, this.#debuggee.trace), how, this.#seen));
      }),
    );
    this.#functions = kept;
    return placed;
  }

  /** Breakpoints on what an expression comes to: where it changes. */
  setData(asked: readonly AskedData[]): readonly Placed[] {
    const kept: DataBreakpoint[] = [];
    const placed = asked.map(({ dataId = '', ...how }) =>
      this.#placed((id) => {
        const expression = parseExpression(dataId);
        const changes = (step: number): Promise<boolean> => this.#worlds.changesAt(expression, { step, lane: this.#timeline.laneOf(step) });
        kept.push({ expression, breakpoint: new StepBreakpoint(id, changes, how, this.#seen) });
      }),
    );
    this.#data = kept;
    return placed;
  }

  /** Which findings stop the debugger: kinds of them, and kinds with a condition each; a kind that is asked for twice stops at either. */
  setFilters(filters: readonly string[], options: readonly AskedFilter[]): readonly Placed[] {
    const wanted = new Map<string, (Expression | undefined)[]>();
    const placed = [...filters.map((filterId): AskedFilter => ({ filterId })), ...options].map(({ filterId, condition }) =>
      this.#placed(() => {
        const expression = conditionOf(condition);
        wanted.set(filterId, [...(wanted.get(filterId) ?? []), expression]);
      }),
    );
    this.#filters = wanted;
    return placed;
  }

  /** Why to stop at a step; undefined where there is no reason to. */
  async stopAt(step: number): Promise<Stop | undefined> {
    const found = await this.#wantedAt(step);
    if (found.length > 0) return stopOf(found);
    const functions: number[] = [];
    for (const breakpoint of this.#functions) if (await breakpoint.isHitAt(step)) functions.push(breakpoint.id);
    if (functions.length > 0) return { reason: 'function breakpoint', text: 'This happened.', ids: functions };
    const [texts, data]: [string[], number[]] = [[], []];
    for (const { expression, breakpoint } of this.#data)
      if (await breakpoint.isHitAt(step)) {
        texts.push(await this.#changeText(expression, step));
        data.push(breakpoint.id);
      }
    return data.length === 0 ? undefined : { reason: 'data breakpoint', text: texts.join('\n'), ids: data };
  }

  /** What was found out at a step, whatever is asked for, but for faults, which are no findings of the run. */
  findingAt(step: number): Stop | undefined {
    const found = (this.#findings.get(step) ?? []).filter(({ filter }) => filter !== 'fault');
    return found.length === 0 ? undefined : stopOf(found);
  }

  async #wantedAt(step: number): Promise<readonly Finding[]> {
    const wanted: Finding[] = [];
    for (const finding of this.#findings.get(step) ?? []) if (await this.#isWanted(finding, step)) wanted.push(finding);
    return wanted;
  }

  async #isWanted({ filter, told }: Finding, step: number): Promise<boolean> {
    const place = { step, lane: this.#timeline.laneOf(step), told };
    for (const condition of this.#filters.get(filter) ?? []) if (!condition || (await this.#worlds.holds(condition, place))) return true;
    return false;
  }

  /** `nodes.storage.accepted.length changed from 2 to 3.` */
  async #changeText(expression: Expression, step: number): Promise<string> {
    const lane = this.#timeline.laneOf(step);
    const is = await this.#worlds.outcomeAt(expression, { step, lane });
    const was = step === 0 ? undefined : await this.#worlds.outcomeAt(expression, { step: step - 1, lane });
    return `${expression.text} changed from ${outcomeText(was)} to ${outcomeText(is)}.`;
  }

  get #seen(): { readonly timeline: Timeline; readonly worlds: Worlds } {
    return { timeline: this.#timeline, worlds: this.#worlds };
  }

  #placed(keep: (id: number) => void): Placed {
    const id = this.#next++;
    try {
      keep(id);
      return { id, verified: true };
    } catch (error) {
      if (error instanceof UsageError) return { id, verified: false, message: error.message };
      throw error;
    }
  }
}

function stopOf(found: readonly Finding[]): Stop {
  return { reason: 'exception', text: found.map(({ text }) => text).join('\n') };
}

function outcomeText(outcome: Outcome | undefined): string {
  return outcome && 'value' in outcome ? lineOf(outcome.value, LONGEST) : 'absent';
}
