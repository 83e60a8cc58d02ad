import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';

/**
 * How many of some nodes are a majority: the least number of which any two groups have a node in
 * common. 2 of 3, 3 of 4, 3 of 5.
 *
 * @param nodes their names, or how many they are
 * @throws ScenarioError when there are none, or their number is no whole one
 * @example
 * ```ts
 * if (state.votes.length >= majority(self.peers.length + 1)) becomeLeader(state, self);
 * ```
 */
export function majority(nodes: readonly unknown[] | number): number {
  const count = typeof nodes === 'number' ? nodes : nodes.length;
  if (!Number.isSafeInteger(count) || count < 1)
    throw new ScenarioError(
      `There is no majority of ${writtenText(count)} nodes.`,
      'Give the names of one node or more, or how many they are.',
    );
  return Math.floor(count / 2) + 1;
}
