import { scenario, sometimes, type World } from 'backstep';
import { nemesis, network } from './lease.ts';
import { clientThat, clusterOf, LeaderlessProperties } from './replicas.ts';

/**
 * The cure for `leaderless.ts`: the fencing token comes first in the stamp, and the time behind it.
 *
 * Whatever is written under a newer lease is newer than all that was written under older ones, by whatever clock. The
 * replicas are the same and know nothing of leases. A zombie may still get its write to one replica, which has not heard
 * of the newer one yet; but two of three have, and whoever reads from two finds it.
 *
 * Run a seed that broke `leaderless.ts`, and see at least two replicas turn the late write away, whose time is the latest.
 *
 * Kleppmann and Riccomini, Designing Data-Intensive Applications (2nd edition, 2026), chapter 9, "Fencing with multiple
 * replicas".
 */
const cluster = clusterOf(clientThat((token, now) => [token, now]));

class FenceProperties {
  /** Without zombies, a fence proves nothing. */
  @sometimes
  static aZombieIsFenced({ nodes: { replica1, replica2, replica3 } }: World<typeof cluster>) {
    return [replica1, replica2, replica3].filter(({ turnedAway }) => turnedAway > 0).length >= 2;
  }
}

export default scenario({
  name: 'leaderless and fenced',
  nodes: cluster,
  network,
  nemesis,
  duration: '35s',
  stabilisesAt: '25s',
  properties: [LeaderlessProperties, FenceProperties],
});
