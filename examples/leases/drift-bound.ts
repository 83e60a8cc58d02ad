import { scenario, sometimes, type World } from 'backstep';
import { clocks, DRIFT, LEASE, nemesis, network, noReadIsStale, registry, replica } from './read-lease.ts';

/**
 * The cure for `stale-reads.ts`: a replica believes in its lease for as long as it lasts by the fastest clock.
 *
 * If no clock is more than e from running right, a clock that counts L takes at least L / (1 + e), and what a slow one
 * counts in that time is at least (1 - e) / (1 + e) of L. So that is how long the holder believes in the lease:
 * 9.9 s of 10, for a bound of half a percent. It is a bound on rates and not on times of day, which may be as wrong
 * as they like.
 *
 * Look at the pause between the last read under a lease and the next `granted`. What it relies on is the bound: let
 * `drift` be drawn from twice as much, and stale reads come back.
 *
 * Gray and Cheriton, "Leases" (SOSP 1989), section 5; Ongaro (2014), section 6.4.1.
 */
const BOUND = DRIFT / 1_000_000;
const cautious = replica.with({ length: (LEASE * (1 - BOUND)) / (1 + BOUND) });

const cluster = { registry, replica1: cautious, replica2: cautious };

class LeaseProperties {
  /** Where one replica holds the lease for good, nothing can be stale. */
  @sometimes
  static theLeaseChangesHands({ nodes }: World<typeof cluster>) {
    return nodes.registry.changes > 0;
  }
}

export default scenario({
  name: 'drift bound of a lease',
  nodes: cluster,
  network,
  clocks,
  nemesis,
  duration: '45s',
  stabilisesAt: '40s',
  properties: [noReadIsStale, LeaseProperties],
});
