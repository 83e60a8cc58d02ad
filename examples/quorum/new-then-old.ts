import { linearizable, scenario } from 'backstep';
import { clusterOf, nemesis, network, QuorumProperties } from './register.ts';

/**
 * A register on a majority of three replicas, whose reads return the newest version that a majority holds. While a write
 * is under way, one read meets a replica that has it and returns the new value; a later read asks the other two
 * and returns the old one. Each read by itself is right, and no order of both is.
 */
export default scenario({
  name: 'new-then-old',
  nodes: clusterOf(false),
  network,
  nemesis,
  duration: '20s',
  stabilisesAt: '15s',
  properties: [linearizable('register'), QuorumProperties],
});
