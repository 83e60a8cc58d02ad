import { scenario } from 'backstep';
import { BEAT, clusterOf, FrontProperties, frontThat, nemesis, network } from './front.ts';

/**
 * A timeout that is too low: a live node is declared dead, and what that costs keeps it so.
 *
 * A server is taken for dead when two heartbeats in a row are missing. A pause of half a second is enough for that, and so is
 * a queue, because the heartbeat waits in it. The other server takes over all that is open, and reads for a second
 * what it has to know: it does not say that it lives meanwhile. So it is declared dead as well, before it has answered
 * anything; the first one begins anew, with what has come in addition. Both are alive, both work all the time, hardly anything
 * is answered, and it goes on long after the pause that began it: a metastable failure.
 *
 * Look at the lanes of the servers after 60 s, when nothing disturbs them any more: `takeOver` follows `takeOver`, and the
 * answers come in terms that are over. `too-high.ts` is the opposite mistake, `adaptive.ts` the cure of both.
 *
 * Bronson, Aghayev, Charapko and Zhu, "Metastable Failures in Distributed Systems" (HotOS 2021); Kleppmann, "Designing
 * Data-Intensive Applications", "Timeouts and Unbounded Delays".
 */
export default scenario({
  name: 'timeout too low',
  nodes: clusterOf(frontThat((_hearing, silence) => silence > 2 * BEAT)),
  network,
  nemesis,
  duration: '100s',
  stabilisesAt: '60s',
  properties: [FrontProperties],
});
