import { changedPaths } from '../../sim-core/base/changed-paths.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import type { Inspection, NodeView } from '../protocol.ts';
import { UsageError } from '../seeds.ts';
import type { Debuggee } from './debuggee.ts';
import type { Expression, Names } from './expression.ts';
import type { Lines, LineStop } from './lines.ts';
import type { Timeline } from './timeline.ts';
import type { Named } from './variables.ts';

/** Where an expression is evaluated: after a step, seen from a node. */
export interface Place {
  readonly step: number;
  /** The lane whose state is `state`; the number of nodes for that of the world. */
  readonly lane: number;
  /** Where in the handler of the step, before a line of it; after the step, if absent. */
  readonly line?: LineStop;
  /** What was found out there, by the names under which a condition reads it. */
  readonly told?: Readonly<Record<string, unknown>>;
}

/** What an expression comes to after a step; `absent` where a name of it is not there yet. */
export type Outcome = { readonly value: unknown } | { readonly absent: UsageError };

/** That an expression comes to something else after a step than before it; undefined where a name of it is no longer there. */
export interface Change {
  readonly step: number;
  readonly value: unknown;
}

/** So many worlds are kept, for whoever goes to and fro. */
const KEPT = 64;
/** A value is looked up over time after at most so many steps, each of which has to be sought. */
const MOST_LOOKS = 20_000;

/** The worlds after steps, and what expressions come to in them. */
export class Worlds {
  readonly #debuggee: Debuggee;
  readonly #timeline: Timeline;
  readonly #kept = new Map<number, Promise<Inspection>>();

  readonly #lines: Lines;

  constructor(debuggee: Debuggee, timeline: Timeline, lines: Lines) {
    this.#debuggee = debuggee;
    this.#timeline = timeline;
    this.#lines = lines;
  }

  get known(): boolean {
    return this.#debuggee.inspect !== undefined;
  }

  /** The world after a step. @throws UsageError where only a trace is at hand. */
  async at(step: number): Promise<Inspection> {
    const { inspect } = this.#debuggee;
    if (!inspect) throw new UsageError('A trace holds no states, which only the code can make.');
    const known = this.#kept.get(step);
    if (known) return known;
    if (this.#kept.size >= KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    const asked = inspect(step);
    this.#kept.set(step, asked);
    return asked;
  }

  async viewOf(lane: number, step: number): Promise<NodeView | undefined> {
    return (await this.at(step)).nodes.find(({ name }) => name === this.#debuggee.trace.nodes[lane]);
  }

  /** @throws UsageError when a name is not there. */
  async evaluate(expression: Expression, place: Place): Promise<unknown> {
    const { line } = place;
    if (!line) return expression.evaluate(await this.#namesAt(place));
    return expression.evaluate(await this.namesAtLine(line, await this.#lines.variablesAt(line), [expression]));
  }

  /**
   * The names at a line: the variables there, and behind them those of the world as it was before the event, which is how
   * others see the node while its handler runs.
   */
  async namesAtLine({ step }: LineStop, variables: readonly Named[], wanted: readonly (Expression | undefined)[]): Promise<Names> {
    const own = Object.fromEntries(variables.map(({ name, value, text }) => [name, text ?? value]));
    const roots = wanted.flatMap((expression) => expression?.reads ?? []).map((read) => read.split('.')[0]!);
    // The world is looked at only for what is not at hand.
    if (roots.every((name) => Object.hasOwn(own, name))) return namesOf(own, []);
    const lane = this.#timeline.laneOf(step);
    const world = await this.#toldAt({ step, lane }, step - 1);
    // What the handler has made of its state so far, where it calls it so; behind that the state that it began with.
    return namesOf({ ...world.told, ...own }, [own['state'], ...world.behind]);
  }

  /** Whether an expression comes to something else after a step than before it. */
  async changesAt(expression: Expression, place: Place): Promise<boolean> {
    if (!this.#mayChangeAt(expression, place)) return false;
    if (place.step === 0) return 'value' in (await this.outcomeAt(expression, place));
    return differ(await this.outcomeAt(expression, { ...place, step: place.step - 1 }), await this.outcomeAt(expression, place));
  }

  /** The steps at which an expression changes, each with what it comes to. @throws UsageError in runs that are too long. */
  async changesOf(expression: Expression, lane: number): Promise<readonly Change[]> {
    const steps = Array.from({ length: this.#timeline.length }, (_, step) => step).filter((step) =>
      this.#mayChangeAt(expression, { step, lane }),
    );
    if (steps.length > MOST_LOOKS) {
      throw new UsageError(
        `'${expression.text}' may change at ${steps.length} steps, and at most ${MOST_LOOKS} are looked at: name the node, as in nodes.storage, or shorten the run.`,
      );
    }
    const changes: Change[] = [];
    let last: Outcome = { absent: new UsageError('') };
    let complaint: UsageError | undefined;
    for (const step of steps) {
      const now = await this.outcomeAt(expression, { step, lane });
      if ('absent' in now) complaint = now.absent;
      if (differ(last, now)) changes.push({ step, value: 'value' in now ? now.value : undefined });
      last = now;
    }
    // What was never there is most likely misspelt.
    if (changes.length === 0 && complaint) throw complaint;
    return changes;
  }

  /** What only reads states of nodes changes at events of these nodes alone. */
  #mayChangeAt({ reads }: Expression, { step, lane }: Place): boolean {
    const { nodes } = this.#debuggee.trace;
    const at = this.#timeline.laneOf(step);
    return reads.some((read) => {
      const [first, second] = read.split('.');
      if (first === 'nodes') return second === undefined || nodes[at] === second;
      return first === 'state' ? at === lane : true;
    });
  }

  /** Whether a condition is true after a step; a name that is not there does not hold. */
  async holds(condition: Expression, place: Place): Promise<boolean> {
    const outcome = await this.outcomeAt(condition, place);
    return 'value' in outcome && Boolean(outcome.value);
  }

  /** What an expression comes to after a step. */
  async outcomeAt(expression: Expression, place: Place): Promise<Outcome> {
    const names = await this.#namesAt(place);
    try {
      return { value: expression.evaluate(names) };
    } catch (error) {
      if (error instanceof UsageError) return { absent: error };
      throw error;
    }
  }

  async #namesAt(place: Place): Promise<Names> {
    const { told, behind } = await this.#toldAt(place, place.step);
    return namesOf({ ...told, ...place.told }, behind);
  }

  /** The event of a step, with the world as it was after another; none where that is before the first. */
  async #toldAt(
    { step, lane }: Place,
    after: number,
  ): Promise<{ readonly told: Readonly<Record<string, unknown>>; readonly behind: readonly unknown[] }> {
    const { trace } = this.#debuggee;
    const { kind, node, peer, name, value, time } = eventAt(trace, step);
    const event = { kind, node, peer, name };
    const told: Record<string, unknown> = { step, time: time / 1_000, event, ...(value === undefined ? {} : { message: value }) };
    let state: unknown;
    if (this.known && after >= 0) {
      const { nodes } = await this.at(after);
      const each = (of: (view: NodeView) => unknown): object => Object.fromEntries(nodes.map((view) => [view.name, of(view)]));
      state = nodes.find((view) => view.name === trace.nodes[lane])?.state;
      Object.assign(told, {
        nodes: each((view) => view.state),
        status: each((view) => view.status),
        disk: each((view) => view.disk),
        clock: each((view) => view.clock / 1_000),
        ...(state === undefined ? {} : { state }),
      });
    }
    return { told, behind: [state, value] };
  }
}

/** Names, and behind them the fields of a handler's state and message, so that what stands in the source can be hovered. */
function namesOf(told: Readonly<Record<string, unknown>>, behind: readonly unknown[]): Names {
  const fields = [told, ...behind].filter((value): value is Readonly<Record<string, unknown>> => isPlainObject(value));
  const holder = (name: string): Readonly<Record<string, unknown>> | undefined => fields.find((object) => Object.hasOwn(object, name));
  return {
    has: (name) => holder(name) !== undefined,
    get: (name) => holder(name)?.[name],
    all: () => [...new Set(fields.flatMap(Object.keys))],
  };
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map) && !(value instanceof Set);
}

function differ(before: Outcome, after: Outcome): boolean {
  if ('absent' in before || 'absent' in after) return 'absent' in before !== 'absent' in after;
  return changedPaths(before.value, after.value).length > 0;
}
