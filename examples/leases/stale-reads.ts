import { scenario } from 'backstep';
import { clocks, LEASE, nemesis, network, noReadIsStale, registry, replica } from './read-lease.ts';

/**
 * Stale reads: a replica believes in its lease for longer than the registry keeps it from others.
 *
 * A lease lasts ten seconds for both, and the replica even counts from when it asked. But each counts by its own
 * clock. Where the replica's runs slow and the registry's fast, the lease is granted to another replica before its
 * holder takes it to be over; the other one writes, and the old holder goes on answering from its copy. Both use their
 * monotonic clocks, and no clock is set: that two clocks run at different rates is enough.
 *
 * `noReadIsStale` catches it. Look at the two `granted`, and at how much each clock has counted between them.
 * `drift-bound.ts` is the cure.
 *
 * Gray and Cheriton, "Leases" (SOSP 1989), section 5; Ongaro, "Consensus: Bridging Theory and Practice" (2014), section
 * 6.4.1, on reads under a lease.
 */
const believing = replica.with({ length: LEASE });

export default scenario({
  name: 'stale reads under a lease',
  nodes: { registry, replica1: believing, replica2: believing },
  network,
  clocks,
  nemesis,
  duration: '45s',
  stabilisesAt: '40s',
  properties: [noReadIsStale],
});
