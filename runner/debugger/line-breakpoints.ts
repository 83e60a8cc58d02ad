import { countWhile } from '../../sim-core/base/count-while.ts';
import { lineOf } from '../../sim-core/base/plain-text.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import type { SeenLine } from '../protocol.ts';
import { UsageError } from '../seeds.ts';
import type { Debuggee } from './debuggee.ts';
import { parseExpression, type Expression } from './expression.ts';
import { hitsWanted } from './hit-count.ts';
import { variablesOf, type Lines, type LineStop } from './lines.ts';
import { parseLogMessage, type LogMessage } from './log-message.ts';
import { samePath } from './same-path.ts';
import type { Worlds } from './worlds.ts';

/** A breakpoint as an editor is told of it. */
export interface Placed {
  readonly id: number;
  readonly verified: boolean;
  readonly line?: number;
  readonly message?: string;
}

/** What an editor asks for. */
export interface AskedLine {
  readonly line?: number;
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

/** Where a breakpoint is hit: the line of a step. */
export interface Hit {
  readonly step: number;
  readonly stop: LineStop;
}

/** What a log message says where its line is reached. */
export interface Logged {
  readonly text: string;
  readonly stop: LineStop;
}

interface LineBreakpoint {
  readonly id: number;
  /** What it is, however often an editor sends it. */
  readonly key: string;
  readonly sites: readonly number[];
  readonly condition: Expression | undefined;
  readonly wanted: (count: number) => boolean;
  readonly log: LogMessage | undefined;
  /** Found out when first asked for, over the whole run: how often it was hit before does not depend on the way here. */
  hits: Promise<readonly Found[]> | undefined;
}

interface Found extends Hit {
  readonly text?: string;
}

/** So many hits are looked at, each with its variables. */
const MOST_LOOKS = 100_000;
const LONGEST = 200;

/** Breakpoints on lines, each of which knows all places of the run at which it is hit. */
export class LineBreakpoints {
  readonly #debuggee: Debuggee;
  readonly #lines: Lines;
  readonly #worlds: Worlds;
  #breakpoints: ReadonlyMap<string, readonly LineBreakpoint[]> = new Map();
  /** How many hits of a log message have been told. */
  readonly #told = new Map<string, number>();

  constructor(debuggee: Debuggee, lines: Lines, worlds: Worlds) {
    this.#debuggee = debuggee;
    this.#lines = lines;
    this.#worlds = worlds;
  }

  /** The breakpoints of one file, in place of those that it had. `number` gives each its number. */
  async set(file: string, asked: readonly AskedLine[], number: () => number): Promise<readonly Placed[]> {
    const kept: LineBreakpoint[] = [];
    const placed: Placed[] = [];
    for (const one of asked) {
      const id = number();
      try {
        const { line, sites } = await this.#place(file, one.line ?? 1);
        kept.push({ id, sites, hits: undefined, key: JSON.stringify([file, one]), ...meaningOf(one) });
        placed.push({ id, verified: true, line });
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        placed.push({ id, verified: false, line: one.line ?? 1, message: error.message });
      }
    }
    this.#breakpoints = new Map([...this.#breakpoints, [file, kept]]);
    return placed;
  }

  /** The line at or after a line at which a statement begins, and its statements. */
  async #place(file: string, line: number): Promise<{ readonly line: number; readonly sites: readonly number[] }> {
    const { sites } = await this.#lines.recorded();
    const own = sites.map(({ location }, site) => ({ ...location, site })).filter((place) => samePath(place.file, file));
    if (own.length === 0) throw new UsageError('No code of this run stands in this file.');
    const after = own.filter((place) => place.line >= line).map((place) => place.line);
    if (after.length === 0) {
      const last = Math.max(...own.map((place) => place.line));
      throw new UsageError(`Nothing is executed at line ${line} or below. The last line at which something is is ${last}.`);
    }
    const found = Math.min(...after);
    return { line: found, sites: own.filter((place) => place.line === found).map(({ site }) => site) };
  }

  /** The next place in a direction at which one that stops is hit, and the numbers of all that are hit there. */
  async next(
    from: { readonly step: number; readonly index: number },
    direction: 1 | -1,
  ): Promise<(Hit & { readonly ids: readonly number[] }) | undefined> {
    let best: Hit | undefined;
    const ids: number[] = [];
    for (const breakpoint of this.#all()) {
      if (breakpoint.log) continue;
      const hit = nearest(await this.#hitsOf(breakpoint), from, direction);
      if (!hit) continue;
      const order = best ? direction * compare(placeOf(hit), placeOf(best)) : -1;
      if (order > 0) continue;
      if (order < 0) ids.length = 0;
      best = hit;
      ids.push(breakpoint.id);
    }
    return best && { step: best.step, stop: best.stop, ids };
  }

  /** What log messages say up to a place that they have not said yet. */
  async logged(upTo: { readonly step: number; readonly index: number }): Promise<readonly Logged[]> {
    const said: Found[] = [];
    for (const breakpoint of this.#all()) {
      if (!breakpoint.log) continue;
      const hits = await this.#hitsOf(breakpoint);
      const from = this.#told.get(breakpoint.key) ?? 0;
      let to = from;
      while (to < hits.length && compare(placeOf(hits[to]!), upTo) <= 0) to++;
      said.push(...hits.slice(from, to));
      this.#told.set(breakpoint.key, to);
    }
    const { trace } = this.#debuggee;
    return said
      .sort((a, b) => compare(placeOf(a), placeOf(b)))
      .map(({ step, stop, text = '' }) => ({ stop, text: `step ${step} at ${timeText(eventAt(trace, step).time)}: ${text}` }));
  }

  #all(): readonly LineBreakpoint[] {
    return [...this.#breakpoints.values()].flat();
  }

  #hitsOf(breakpoint: LineBreakpoint): Promise<readonly Found[]> {
    return (breakpoint.hits ??= this.#find(breakpoint));
  }

  async #find({ sites, condition, wanted, log }: LineBreakpoint): Promise<readonly Found[]> {
    const reached = await this.#reached(new Set(sites));
    const found = condition || log ? await this.#looked(reached, { sites, condition, log }) : reached;
    return found.filter((_, index) => wanted(index + 1));
  }

  async #reached(sites: ReadonlySet<number>): Promise<readonly Hit[]> {
    const { trail } = await this.#lines.recorded();
    const hits: Hit[] = [];
    for (let step = 0; step < trail.begins.length; step++) {
      const begin = trail.begins[step]!;
      if (!trail.sites.subarray(begin, begin + trail.lengths[step]!).some((site) => sites.has(site))) continue;
      // Its sites are all those of a line, so that a stop there is at one of them.
      for (const stop of await this.#lines.of(step)) if (sites.has(stop.site)) hits.push({ step, stop });
    }
    return hits;
  }

  /** Those at which the condition holds, with what the log message says there: the run is executed once more, in portions. */
  async #looked(
    hits: readonly Hit[],
    { sites, condition, log }: Pick<LineBreakpoint, 'sites' | 'condition' | 'log'>,
  ): Promise<readonly Found[]> {
    if (hits.length > MOST_LOOKS)
      throw new UsageError(`The line is reached ${hits.length} times, and at most ${MOST_LOOKS} can be looked at: shorten the run.`);
    const { sites: all } = await this.#lines.recorded();
    const found: Found[] = [];
    for (let at = 0; at < hits.length;) {
      const portion = hits.slice(at, at + 2_000);
      at += portion.length;
      const seen = await this.#lines.look({ from: portion[0]!.step, to: portion.at(-1)!.step, sites });
      const known = new Map(seen.map((line): [string, SeenLine] => [`${line.step}/${line.index}`, line]));
      for (const { step, stop } of portion) {
        const line = known.get(`${step}/${stop.index}`);
        const variables = line ? variablesOf(line, all[stop.site]!.names) : await this.#lines.variablesAt(stop);
        const names = await this.#worlds.namesAtLine(stop, variables, [condition, ...(log?.expressions ?? [])]);
        try {
          if (condition && !condition.evaluate(names)) continue;
        } catch (error) {
          // What is not there yet does not hold.
          if (error instanceof UsageError) continue;
          throw error;
        }
        found.push({ step, stop, ...(log ? { text: log.say(names, (value) => lineOf(value, LONGEST)) } : {}) });
      }
    }
    return found;
  }
}

/** @throws UsageError when a condition, a count or a message makes no sense. */
function meaningOf({ condition, hitCondition, logMessage }: AskedLine): Pick<LineBreakpoint, 'condition' | 'wanted' | 'log'> {
  return {
    condition: condition === undefined || condition === '' ? undefined : parseExpression(condition),
    wanted: hitsWanted(hitCondition),
    log: logMessage === undefined || logMessage === '' ? undefined : parseLogMessage(logMessage),
  };
}

interface At {
  readonly step: number;
  readonly index: number;
}

function placeOf({ step, stop }: Hit): At {
  return { step, index: stop.index };
}

function compare(a: At, b: At): number {
  return a.step - b.step || a.index - b.index;
}

/** The first hit beyond a place in a direction; they are in order. */
function nearest<Some extends Hit>(hits: readonly Some[], from: At, direction: 1 | -1): Some | undefined {
  const before = countWhile(hits.length, (at) => {
    const order = compare(placeOf(hits[at]!), from);
    return direction === 1 ? order <= 0 : order < 0;
  });
  return direction === 1 ? hits[before] : hits[before - 1];
}
