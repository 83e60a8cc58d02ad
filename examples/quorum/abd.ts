import { linearizable, scenario } from 'backstep';
import { clusterOf, nemesis, network, QuorumProperties } from './register.ts';

/**
 * The same register, with a read that stores what it is going to return at a majority first (Attiya, Bar-Noy and Dolev,
 * "Sharing memory robustly in message-passing systems", JACM 1995; with many writers by Lynch and Shvartsman 1997):
 * whoever reads later meets it there. It takes no clock, no leader and no consensus.
 */
export default scenario({
  name: 'abd',
  nodes: clusterOf(true),
  network,
  nemesis,
  duration: '20s',
  stabilisesAt: '15s',
  properties: [linearizable('register'), QuorumProperties],
});
