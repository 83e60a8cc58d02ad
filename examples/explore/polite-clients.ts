import { scenario } from 'backstep';
import { clientOf, common, lock } from './locks.ts';

/**
 * A livelock that a sweep does not find: two clients need the locks A and B, one takes A first and the other B. Nobody ever waits
 * for a lock that another holds, so that there is no deadlock: whoever is refused gives back what it holds and tries again. Each
 * can take its first lock, be refused the second and give back the first, in step with the other, for ever.
 *
 * In a sweep some message is soon late, and one of them gets through: thousands of seeds hold. `backstep explore
 * examples/explore/polite-clients.ts` finds the way into the loop and once round it, in which everything that could happen does,
 * and neither ever has both: `aClientHasBothLocks` catches it. The trace shows where the loop begins and where it closes.
 * `ordered-clients.ts` is the cure.
 *
 * Coffman, Elphick and Shoshani, "System Deadlocks" (ACM Computing Surveys 3, 1971), whose conditions giving back avoids and at
 * what price; Lamport, "Proving the Correctness of Multiprocess Programs" (1977), for what liveness is.
 */
export default scenario({
  name: 'two clients that give way to each other',
  nodes: { client1: clientOf('lockA', 'lockB'), client2: clientOf('lockB', 'lockA'), lockA: lock, lockB: lock },
  ...common,
});
