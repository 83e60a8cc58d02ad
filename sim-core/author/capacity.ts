import type { DataRate, DataSize } from '../base/data-size.ts';

/** A line of a switch towards one node, and the one from it. What one does not say, it has from `every` of its switch. */
export interface SwitchPort {
  /** How fast the node sends into the switch; what it sends meanwhile waits at the node. Without bound, if absent. */
  readonly input?: DataRate;
  /** How fast the switch sends to the node. Without bound, if absent, so that nothing waits. */
  readonly output?: DataRate;
  /** How much may wait in front of `output`, with what is being sent; what comes when it is full is lost. Without bound, if absent. */
  readonly buffer?: DataSize;
}

/**
 * A switch between nodes. What one of its nodes sends to another leaves through the sender's input, travels as long
 * as its link says, and waits for the receiver's output behind what the others have sent there.
 */
export interface Switch<Name extends string> {
  /** What all its ports are like. */
  readonly every?: SwitchPort;
  /** Its nodes, and what is different at the port of each. At least two; two nodes have one switch at most between them. */
  readonly ports: { readonly [Node in Name]?: SwitchPort };
  /**
   * Reserved for what one node sends another, `'from>to'`: so much of the receiver's output, with a buffer of its own as large
   * as the other. It waits for nobody, and stands idle when it is not used: circuit switching. The rest is left for packets.
   */
  readonly circuits?: { readonly [Path in `${Name}>${Name}`]?: DataRate };
}
