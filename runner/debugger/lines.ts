import { UsageError } from '../seeds.ts';
import type { SeenLine, SourceLocation } from '../protocol.ts';
import type { RecordedLines } from '../runner-api.ts';
import type { Debuggee } from './debuggee.ts';
import type { Timeline } from './timeline.ts';
import type { Named } from './variables.ts';

/** A place inside of a handler: before a line of it is executed. */
export interface LineStop {
  /** The step of the event that the handler handles. */
  readonly step: number;
  /** Which of the statements that the handler came to, from 0; of those of one line the first. */
  readonly index: number;
  readonly site: number;
  /** The call that it is in, counted from 1 in the handler: what is called has a greater number. */
  readonly call: number;
  readonly location: SourceLocation;
  /** The function that it stands in. */
  readonly within: string;
}

/** So many lines are looked at in one go, for whoever goes back from one to the next. */
const AT_ONCE = 256;
/** The lines of so many steps are kept. */
const KEPT = 512;

/** On which lines the handlers of the run are, and what could be seen there. */
export class Lines {
  readonly #debuggee: Debuggee;
  readonly #timeline: Timeline;
  #recorded: Promise<RecordedLines> | undefined;
  #closed = false;
  readonly #stops = new Map<number, readonly LineStop[]>();
  readonly #seen = new Map<string, SeenLine>();

  constructor(debuggee: Debuggee, timeline: Timeline) {
    this.#debuggee = debuggee;
    this.#timeline = timeline;
  }

  /** Whether the code is at hand, which alone has lines. */
  get known(): boolean {
    return this.#debuggee.lines !== undefined;
  }

  /**
   * The run as it is executed with probes, once and when it is first wanted.
   * @throws UsageError where only a trace is at hand, or when the run is another one with probes.
   */
  recorded(): Promise<RecordedLines> {
    return (this.#recorded ??= this.#record());
  }

  async #record(): Promise<RecordedLines> {
    const { lines, trace } = this.#debuggee;
    if (!lines) throw new UsageError('A trace holds no lines, which only the code has.');
    const recorded = await lines();
    if (this.#closed || recorded.hash !== trace.outcome.hash) recorded.close();
    if (recorded.hash === trace.outcome.hash) return recorded;
    throw new UsageError(
      `Executed line by line, seed ${trace.outcome.seed} comes to the hash ${recorded.hash}, and without to ${trace.outcome.hash}: ` +
        'what is told of lines would not be what happened, so that none is told. Please report it with the file and the seed.',
    );
  }

  /** The lines that the handler of a step came to, in order; none where no handler of the user's ran. */
  async of(step: number): Promise<readonly LineStop[]> {
    if (!this.known) return [];
    const { trail, sites } = await this.recorded();
    const known = this.#stops.get(step);
    if (known) return known;
    const [begin, length] = [trail.begins[step] ?? 0, trail.lengths[step] ?? 0];
    const stops: LineStop[] = [];
    let before = -1;
    for (let index = 0; index < length; index++) {
      const site = trail.sites[begin + index]!;
      const call = trail.calls[begin + index]!;
      const { location, within } = sites[site]!;
      const last = stops.at(-1);
      // Several statements of a line are one stop, and going round a loop is another.
      const same = last && last.call === call && last.location.line === location.line && last.location.file === location.file;
      if (!same || site <= before) stops.push({ step, index, site, call, location, within });
      before = site;
    }
    if (this.#stops.size >= KEPT) this.#stops.delete(this.#stops.keys().next().value!);
    this.#stops.set(step, stops);
    return stops;
  }

  /** The steps that were brought about by a line, before the next line at which the debugger stands. */
  async broughtAbout(stop: LineStop, next: LineStop | undefined): Promise<readonly number[]> {
    const { trail } = await this.recorded();
    const begin = trail.begins[stop.step]!;
    const from = trail.events[begin + stop.index]!;
    const end = next ? trail.events[begin + next.index]! : this.#timeline.endOf(stop.step) + 1;
    return Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index);
  }

  /** What could be seen before a line was executed, the innermost variables first. */
  async variablesAt(stop: LineStop): Promise<readonly Named[]> {
    const { sites } = await this.recorded();
    return variablesOf(await this.#seenAt(stop), sites[stop.site]!.names);
  }

  async #seenAt({ step, index }: LineStop): Promise<SeenLine> {
    const key = `${step}/${index}`;
    if (!this.#seen.has(key)) {
      const { trail } = await this.recorded();
      // Whoever goes back wants the lines before this one next, also those of the steps before.
      const first = Math.max(0, index - AT_ONCE);
      let from = step;
      for (let room = AT_ONCE - index; from > 0 && step - from < 32 && room >= trail.lengths[from - 1]!; from--)
        room -= trail.lengths[from - 1]!;
      const between = from === step ? { between: [first, index + AT_ONCE / 8] as const } : {};
      this.#keep(await this.look({ from, to: step, ...between }));
    }
    const seen = this.#seen.get(key);
    if (seen) return seen;
    throw new UsageError(`Executed again, step ${step} did not come to its line. Please report it with the file and the seed.`);
  }

  #keep(seen: readonly SeenLine[]): void {
    if (this.#seen.size > 16 * AT_ONCE) this.#seen.clear();
    for (const line of seen) this.#seen.set(`${line.step}/${line.index}`, line);
  }

  /**
   * Executes steps again and looks at their lines.
   * @throws UsageError when a handler came to other lines than it did in the run.
   */
  async look(look: Parameters<RecordedLines['look']>[0]): Promise<readonly SeenLine[]> {
    const recorded = await this.recorded();
    const { trail } = recorded;
    const astray = (seen: readonly SeenLine[]): boolean =>
      seen.some(({ step, index, site }) => trail.sites[trail.begins[step]! + index] !== site);
    const seen = await recorded.look(look);
    if (!astray(seen)) return seen;
    // A handler that takes time may be struck by what happens later, and is then executed again.
    const longer = (await recorded.look({ ...look, to: this.#timeline.endOf(look.to) })).filter(({ step }) => step <= look.to);
    if (!astray(longer)) return longer;
    throw new UsageError(
      `Executed again, steps ${look.from} to ${look.to} came to other lines than before. Please report it with the file and the seed.`,
    );
  }

  close(): void {
    this.#closed = true;
    this.#recorded?.then(
      (recorded) => recorded.close(),
      () => undefined,
    );
  }
}

/** What was seen at a line, by name; what was not there yet is left out. */
export function variablesOf({ values }: SeenLine, names: readonly string[]): readonly Named[] {
  return names.flatMap((name, index): Named[] => {
    const seen = values[index];
    if (!seen || 'absent' in seen) return [];
    return [{ name, path: name, ...seen }];
  });
}
