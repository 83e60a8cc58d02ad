import type { StateOf } from './node.ts';
import type { Nodes } from './world.ts';

/**
 * What stands beside a node's lane, from the state that others see: a text, such as `'leader'`, or a number; true for the lane's
 * own name alone; and nothing for undefined, false or an empty text. `node` is the name of the node. It is asked after each event of a node
 * that is up, of every node of the scenario, so that a scenario of several kinds of nodes tells them apart by what is `in` the state.
 */
export type Lane<Of extends Nodes = Nodes> = {
  // Written as a method, since a scenario of some nodes is a scenario, whatever the states are.
  of(state: Readonly<StateOf<Of[keyof Of]>>, node: keyof Of & string): string | number | boolean | undefined;
}['of'];
