import { didYouMean } from '../../sim-core/base/nearest.ts';
import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { EVENT_KINDS } from '../../sim-core/trace/event-kinds.ts';
import { eventAt, type Trace } from '../../sim-core/trace/trace.ts';
import { UsageError } from '../seeds.ts';
import type { Debuggee } from './debuggee.ts';
import { parseExpression, type Expression } from './expression.ts';
import { LineBreakpoints, type AskedLine, type Placed } from './line-breakpoints.ts';
import type { Lines } from './lines.ts';
import type { Seen } from './scopes.ts';
import type { Timeline } from './timeline.ts';
import type { Worlds } from './worlds.ts';

/** Why the debugger stops at a step, in the words of the protocol. */
export interface Stop {
  readonly reason: 'breakpoint' | 'function breakpoint' | 'data breakpoint' | 'exception';
  readonly text: string;
  readonly ids?: readonly number[];
}

interface Breakpoint {
  readonly id: number;
  readonly matches: (step: number) => boolean;
  readonly condition?: Expression;
}

/** What an editor asks for: a name, and an expression that has to be true. */
export interface Asked {
  readonly name?: string;
  readonly dataId?: string;
  readonly condition?: string;
}

/** What the debugger can stop at besides breakpoints, with how it is called in VS Code. */
export const FILTERS = [
  { filter: 'safety', label: 'Safety violated', default: true },
  { filter: 'liveness', label: 'Deadline missed', default: true },
  { filter: 'threw', label: 'Handler threw', default: true },
  { filter: 'fault', label: 'Fault struck', default: false },
  { filter: 'divergence', label: 'Executions differ', default: true },
] as const;

type Filter = (typeof FILTERS)[number]['filter'];

/** All that the debugger stops at. */
export class Breakpoints {
  readonly #debuggee: Debuggee;
  readonly #timeline: Timeline;
  readonly #worlds: Worlds;
  readonly lines: LineBreakpoints;
  #functions: readonly Breakpoint[] = [];
  #data: readonly { readonly id: number; readonly expression: Expression }[] = [];
  #filters: ReadonlySet<string> = new Set<string>(FILTERS.flatMap((row) => (row.default ? [row.filter] : [])));
  readonly #findings: ReadonlyMap<number, readonly { readonly filter: Filter; readonly text: string }[]>;
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
  setFunctions(asked: readonly Asked[]): readonly Placed[] {
    const kept: Breakpoint[] = [];
    const placed = asked.map(({ name = '', condition }) => {
      const id = this.#next++;
      const found = eventsNamed(name, this.#debuggee.trace);
      if (typeof found === 'string') return { id, verified: false, message: found };
      return this.#placed(id, condition, (matching) => {
        kept.push({ id, ...matching, matches: found });
      });
    });
    this.#functions = kept;
    return placed;
  }

  /** Breakpoints on what an expression comes to: where it changes. */
  setData(asked: readonly Asked[]): readonly Placed[] {
    const kept: { id: number; expression: Expression }[] = [];
    const placed = asked.map(({ dataId = '' }) => {
      const id = this.#next++;
      try {
        kept.push({ id, expression: parseExpression(dataId) });
        return { id, verified: true };
      } catch (error) {
        return { id, verified: false, message: sentenceOfError(error) };
      }
    });
    this.#data = kept;
    return placed;
  }

  setFilters(filters: readonly string[]): void {
    this.#filters = new Set(filters);
  }

  /** Why to stop at a step; undefined where there is no reason to. */
  async stopAt(step: number): Promise<Stop | undefined> {
    const found = this.findingAt(step, this.#filters);
    if (found) return found;
    const functions = await this.#hit(this.#functions, step);
    if (functions) return { reason: 'function breakpoint', text: 'This happened.', ids: functions };
    const lane = this.#timeline.laneOf(step);
    for (const { id, expression } of this.#data)
      if (await this.#worlds.changesAt(expression, { step, lane })) {
        return { reason: 'data breakpoint', text: `${expression.text} changed at this step.`, ids: [id] };
      }
    return undefined;
  }

  /** What was found out at a step, of the kinds that are wanted; all of them, if not said. */
  findingAt(step: number, wanted?: ReadonlySet<string>): Stop | undefined {
    const texts = (this.#findings.get(step) ?? []).filter(({ filter }) => wanted?.has(filter) ?? filter !== 'fault');
    return texts.length === 0 ? undefined : { reason: 'exception', text: texts.map(({ text }) => text).join('\n') };
  }

  #placed(id: number, condition: string | undefined, keep: (matching: Pick<Breakpoint, 'condition'>) => void): Placed {
    try {
      keep(condition === undefined || condition === '' ? {} : { condition: parseExpression(condition) });
      return { id, verified: true };
    } catch (error) {
      return { id, verified: false, message: sentenceOfError(error) };
    }
  }

  async #hit(breakpoints: readonly Breakpoint[], step: number): Promise<readonly number[] | undefined> {
    const ids: number[] = [];
    const lane = this.#timeline.laneOf(step);
    for (const { id, matches, condition } of breakpoints) {
      if (!matches(step)) continue;
      if (condition && !(await this.#worlds.evaluate(condition, { step, lane }))) continue;
      ids.push(id);
    }
    return ids.length === 0 ? undefined : ids;
  }
}

function sentenceOfError(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  throw error;
}

/** What was found out in a run, by step: violations, faults that struck, executions that differ. */
function findingsOf({ trace, properties, divergence }: Debuggee): ReadonlyMap<number, readonly { filter: Filter; text: string }[]> {
  const findings = new Map<number, { filter: Filter; text: string }[]>();
  const last = trace.columns.length - 1;
  const add = (step: number, filter: Filter, text: string): void => {
    const at = Math.max(0, Math.min(step, last));
    findings.set(at, [...(findings.get(at) ?? []), { filter, text }]);
  };
  for (const { name, kind, verdict, step, because, thrown } of properties) {
    if (verdict !== 'violated' || step === undefined) continue;
    const filter = thrown ? 'threw' : kind === 'liveness' ? 'liveness' : 'safety';
    const what = FILTERS.find((row) => row.filter === filter)!.label;
    add(step, filter, `${what}: ${sentenceOf(name)}.${because === undefined ? '' : ` ${because}`}`);
  }
  for (const { label, kind, node, struckAt } of trace.faults) {
    // A fault of one node is told by its events, and has no label of its own.
    const what = label === '' ? `${kind}${node === undefined ? '' : ` at ${node}`}` : label;
    if (struckAt !== undefined) add(struckAt, 'fault', `Fault struck: ${what}.`);
  }
  if (divergence) add(divergence.step, 'divergence', `Executions differ: ${divergence.what}`);
  return findings;
}

/** Which steps a text means: `write`, `deliver:write@storage`, `crash`, `timer@client1`; a sentence where none of the run. */
function eventsNamed(text: string, trace: Trace): ((step: number) => boolean) | string {
  const parsed = /^(?:(?<kind>[^:@]+):)?(?<name>[^@]*)(?:@(?<node>.+))?$/.exec(text.trim());
  const { kind, name = '', node } = parsed?.groups ?? {};
  if (kind !== undefined && !EVENT_KINDS.some((known) => known === kind))
    return `There is no kind of event '${kind}'. ${didYouMean(kind, EVENT_KINDS)}`;
  if (node !== undefined && !trace.nodes.includes(node)) return `There is no node '${node}'. ${didYouMean(node, trace.nodes)}`;
  const alone = kind === undefined && EVENT_KINDS.some((known) => known === name);
  const matches = (step: number): boolean => {
    const event = eventAt(trace, step);
    if (node !== undefined && event.node !== node) return false;
    if (alone) return event.kind === name;
    return (kind === undefined || event.kind === kind) && (name === '' || event.name === name);
  };
  for (let step = 0; step < trace.columns.length; step++) if (matches(step)) return matches;
  const names = [...new Set([...trace.strings.filter((known) => known !== ''), ...EVENT_KINDS])];
  return `Nothing of this run is '${text}': write a message or timer, 'crash', or 'deliver:write@storage'. ${alone ? '' : didYouMean(name, names)}`.trim();
}
