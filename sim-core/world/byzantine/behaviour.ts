import type { PlainObject } from '../../base/plain.ts';
import type { Stream } from '../../choices/choices.ts';

/** What a liar knows when it sends a message. */
export interface Lie {
  /** What its own code meant to send. */
  readonly honest: PlainObject;
  /** The place of the receiver among the other nodes, in the scenario's order. */
  readonly receiver: number;
  readonly random: Stream;
}

/** A way for a node to deviate, in a file of its own; `Options` is how it is written, without `behaviour`. */
export interface BehaviourKind<Options> {
  readonly keys: readonly (keyof Options & string)[];
  /** @throws ScenarioError when the options make no sense; `where` is the path, such as `byzantine.a`. */
  check(options: Options, where: string): void;
  /** What leaves the node in place of what it meant; undefined when nothing does. */
  deviate(options: Options, lie: Lie): PlainObject | undefined;
}
