import type { PlainObject } from '../../base/plain.ts';
import type { Microseconds } from '../../base/units.ts';
import type { Stream } from '../../choices/choices.ts';
import type { ByzantineBehaviour } from './catalogue.ts';
import type { LiarMemory } from './memory.ts';

/** The nodes of a scenario as a liar knows them. */
export interface Cast {
  readonly names: readonly string[];
  /** For each node a number, which those that run the same handlers share. */
  readonly kinds: readonly number[];
}

/** What a liar knows when it sends a message. */
export interface Lie {
  /** What its own code meant to send. */
  readonly honest: PlainObject;
  readonly cast: Cast;
  /** The numbers of the liar and of the receiver in the cast. */
  readonly liar: number;
  readonly receiver: number;
  /** For what is drawn anew for each message. */
  readonly random: Stream;
  /**
   * A fresh stream that follows from the seed and the name alone. Who asks again under the same name draws the
   * same again, so that a lie that is told twice is the same lie.
   */
  readonly lasting: (name: string) => Stream;
  readonly memory: LiarMemory;
}

/** What a liar keeps in mind, beyond what its own code does. */
export interface Remembering {
  /** What it sent and was told. */
  readonly messages?: boolean;
  /** Its state as it was when its life, or the lie, began. */
  readonly state?: boolean;
}

/** A way for a node to deviate, in a file of its own; `Options` is how it is written, without `behaviour`. */
export interface BehaviourKind<Options> {
  readonly keys: readonly (keyof Options & string)[];
  /** @throws ScenarioError when the options make no sense; `where` is the path, such as `byzantine.a`. */
  check(options: Options, where: string, inner: Checking): void;
  /** What leaves the node in place of what it meant; undefined when nothing does. Honest, if absent. */
  deviate?(options: Options, lie: Lie, inner: Deviate): PlainObject | undefined;
  /** How long what leaves is held back; not at all, if absent. */
  delay?(options: Options, lie: Lie, inner: (behaviour: ByzantineBehaviour, lie: Lie) => Microseconds): Microseconds;
  /** Which fields of its state it forgets before it handles a message: 'all', those of a list, or undefined for none now. */
  forgets?(options: Options, random: Stream): 'all' | readonly string[] | undefined;
  /** The node runs handlers of the liar's, so that all that it sends is the liar's. */
  readonly isOwnCode?: boolean;
  /** Nothing, if absent. */
  remembers?(options: Options): Remembering;
  /** Draws options, for a nemesis; absent for a behaviour that only an author can write. */
  draw?(random: Stream, cast: Pick<Cast, 'names'>, liar: string): Options;
}

/** What a check may ask. */
export interface Checking {
  readonly names: readonly string[];
  /** Checks a behaviour inside of another. */
  readonly behaviour: (value: unknown, where: string) => ByzantineBehaviour;
}

/** What another behaviour would do in the same place. */
export type Deviate = (behaviour: ByzantineBehaviour, lie: Lie) => PlainObject | undefined;
