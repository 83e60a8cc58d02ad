import { ScenarioError, type Subject } from '../base/scenario-error.ts';
import type { Choices, Stream } from '../choices/choices.ts';

/** What one node's handlers draw, from the node's own stream of the seed. */
export class NodeDraws {
  readonly #choices: Choices;
  readonly #node: string;
  #stream: Stream | undefined;

  constructor(choices: Choices, node: string) {
    this.#choices = choices;
    this.#node = node;
  }

  get stream(): Stream {
    return (this.#stream ??= this.#choices.stream(`node/${this.#node}`));
  }

  integer(from: number, to: number, subject: Subject): number {
    if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && to >= from) return this.stream.between(from, to);
    throw new ScenarioError(
      `self.randomInteger(${from}, ${to}) has no integer to draw.`,
      'Give two integers, the smaller one first.',
      subject,
    );
  }

  item<Item>(items: readonly Item[], subject: Subject): Item {
    if (items.length > 0) return items[this.stream.below(items.length)]!;
    throw new ScenarioError('self.pick has no items to pick from.', 'Check that the array is not empty.', subject);
  }
}
