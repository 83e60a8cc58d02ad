import { scenario } from 'backstep';
import { clusterOf } from './cluster.ts';
import { RaftProgress, RaftSafety } from './properties.ts';
import { figure2, raftServer } from './server.ts';

/**
 * Raft without the randomness in its election timeouts, on links that all have the same latency.
 *
 * All servers lose patience in the same moment, each votes for itself, each asks the others too late,
 * and all go on to the next term together: an election without end. Nothing fails, nothing is lost,
 * and nothing bad ever happens. That is why no safety property can catch it: only liveness is
 * violated, by a deadline. Consensus cannot promise progress without some such help (Fischer, Lynch
 * and Paterson 1985), and randomness is the cheapest.
 *
 * `aMajorityFollowsOneLeader` catches it with any seed. When you step through, look at the five
 * `election` timers, which fire together again and again.
 *
 * Ongaro and Ousterhout (2014), section 5.2.
 */
const server = raftServer({ ...figure2, electionTimeout: () => '400ms' });

export default scenario({
  name: 'Raft with fixed timeouts',
  nodes: clusterOf(server),
  network: { latency: '5ms' },
  duration: '10s',
  properties: [RaftSafety, RaftProgress],
});
