import type { AskedProperty, PropertyDefinition } from '../author/properties.ts';
import type { Copy } from '../base/plain.ts';
import type { PropertyOutcome } from '../base/verdict.ts';
import type { Microseconds } from '../base/units.ts';
import type { HistoryLog } from './histories/entry.ts';
import type { Memory } from './memory.ts';
import type { Answer } from './questions.ts';

/** Where a run is when it is judged. */
export interface Moment {
  /** The last event. */
  readonly step: number;
  readonly time: Microseconds;
  readonly stabilised: boolean;
  /** When the last event happened, where nothing happens now but that time passes. */
  readonly eventTime?: Microseconds;
}

/** When a judge found something. */
export type Found = Omit<Moment, 'stabilised'>;

export function foundAt({ step, time, eventTime }: Moment): Found {
  return { step, time, ...(eventTime === undefined ? {} : { eventTime }) };
}

/** What is known of moments at which nothing happens: what the last event was, and when. */
export type Quiet = Omit<Moment, 'time'> & { readonly eventTime: Microseconds };

/** A judge, as whoever asks its property knows it. */
export interface Reader {
  readonly property: AskedProperty;
  readsTime: boolean;
}

/** How a judge asks the author's property about the world. */
export interface Ask {
  /** The judge's property about the world as it is; the judge hears if it reads the time. */
  property(judge: Reader, memory: Memory): Answer;
  /** Whether the `given` of a liveness property holds; true when it has none. */
  given(judge: Reader): boolean;
  /** The same as if the time were another, with all else as it is. */
  givenAt(property: AskedProperty, time: Microseconds): boolean;
  /** The history up to now, for a judge that reads it for itself, with a model that the author may have written. */
  history(judge: { readonly property: Pick<PropertyDefinition, 'name'> }): HistoryLog;
}

/** What the end of a run tells the judges. */
export interface End {
  readonly duration: Microseconds;
  readonly stabilisesAt: Microseconds;
  /** Why there is nobody of whom progress could be demanded, if so. */
  readonly unavailable?: string | undefined;
}

/** Comes to a verdict on one property of one run. */
export interface Judge<State> {
  readonly property: Pick<PropertyDefinition, 'name' | 'kind'>;
  /** Its verdict is known, whatever comes. */
  readonly settled: boolean;
  /** Whether its property has a memory. */
  readonly remembers: boolean;
  /** Whether its property read the time when it was last asked, so that it must also be asked when only time passes. */
  readsTime: boolean;
  /** When it comes to a verdict if nothing changes before; infinity when it does not, which is always so without `turnsOn`. */
  readonly due: Microseconds;
  /** Only a judge with deadlines has it: when its property's `given` begins to hold with time alone, at `latest` at the latest; infinity when it does not. */
  turnsOn?(latest: Microseconds, ask: Ask): Microseconds;
  /**
   * Something that properties can see has changed, or for those that read it, time has passed.
   * `readTimeBefore` says whether its property read the time at the look before.
   */
  observe(moment: Moment, ask: Ask, readTimeBefore: boolean): void;
  /** @throws ScenarioError when its property keeps something else than plain data. */
  checkMemory(): void;
  /** Time has passed `due` and nothing has changed. */
  overdue(last: Quiet): void;
  outcome(end: End): PropertyOutcome;
  /** A number over what its verdict still depends on, free of steps. */
  fingerprint(): unknown;
  /** @param copy makes the copy of its property's memory, which may share with the world what it kept of it */
  save(copy: Copy): State;
  load(state: State, copy: Copy): void;
}
