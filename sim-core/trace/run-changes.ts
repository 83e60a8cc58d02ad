import type { Duration } from '../base/duration.ts';
import type { ByzantineOverrides } from '../world/byzantine/catalogue.ts';

/** What happens to one message of a run besides what it meets. */
export interface MessageChange {
  /** It arrives so much later; what is sent after it on a link that keeps order waits for it. */
  readonly delay?: Duration;
  /** What is sent after it does not wait for it. */
  readonly overtaken?: boolean;
  /** A second copy arrives right behind it. */
  readonly duplicate?: boolean;
  /** What is delivered in its place, a message of the same type; what was sent stays what it was. */
  readonly value?: Readonly<Record<string, unknown>>;
}

/** Changes of messages by their place on their link, such as `a>b#17`. */
export type MessageChanges = Readonly<Record<string, MessageChange>>;

/** Faults as an author writes them. */
type Faults = readonly ({ readonly at: Duration } & Readonly<Record<string, unknown>>)[];

/** What is otherwise in a run than its scenario and seed say: plain data, by which it can be run again. */
export interface RunChanges {
  /** How its choices follow from the seed, as `--strategy` takes it; absent for `random`, unless it was opened with another. */
  readonly strategy?: string;
  /** Nodes that are Byzantine from the start. */
  readonly byzantine?: ByzantineOverrides;
  /** What happens, one thing after the other, where time is only order. */
  readonly order?: readonly string[];
  /** Faults beyond those of the scenario and its nemesis. */
  readonly faults?: Faults;
  /** Messages that are lost, by their place on their link. */
  readonly drops?: readonly string[];
  readonly messages?: MessageChanges;
  /** What takes the place of the scenario's faults and its nemesis, and of its duration. */
  readonly explicit?: { readonly faults: Faults; readonly duration?: Duration };
}

/** The same run with all that it changes; nothing for one as it is written. */
export function changesOf({
  byzantine,
  order,
  changes,
  outcome,
}: {
  readonly byzantine: ByzantineOverrides;
  readonly order?: readonly string[];
  readonly changes?: OtherChanges;
  readonly outcome: { readonly strategy?: string };
}): RunChanges {
  const { strategy } = outcome;
  return {
    ...(strategy === undefined ? {} : { strategy }),
    ...(Object.keys(byzantine).length > 0 ? { byzantine } : {}),
    ...(order ? { order } : {}),
    ...changes,
  };
}

/** Whether a run is as its scenario and seed say. */
export function changesNothing(changes: RunChanges): boolean {
  return Object.values(changes as Readonly<Record<string, unknown>>).every(
    (value) => value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0),
  );
}

/** What a trace says of its changes besides those that have a place of their own in it. */
export type OtherChanges = Omit<RunChanges, 'strategy' | 'byzantine' | 'order'>;
