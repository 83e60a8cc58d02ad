import { scenario } from 'backstep';
import { bounds, cluster, PerfectDetector, weather } from './detector.ts';

/**
 * A perfect failure detector outside of the system that it was made for.
 *
 * It takes for dead who has been silent for longer than any process that lives can be, by the bounds of a synchronous system
 * on delays, pauses and drift. This system is partially synchronous: the bounds hold as well, but only from some time on that nobody
 * knows. Before it a message may be late, or a process paused for longer, and the detector takes for dead who lives. No timeout
 * would be long enough.
 *
 * Look at the suspect: it is up, or paused, and its heartbeat is on its way. `detector-synchronous.ts` runs the same code
 * in the system that it was made for.
 *
 * Chandra and Toueg, "Unreliable Failure Detectors for Reliable Distributed Systems" (Journal of the ACM 43(2), 1996); Dwork,
 * Lynch and Stockmeyer, "Consensus in the Presence of Partial Synchrony" (Journal of the ACM 35(2), 1988).
 */
export default scenario({
  name: 'perfect failure detector, outside of its model',
  nodes: cluster,
  model: { timing: 'partiallySynchronous', failures: 'crash-stop', ...bounds },
  ...weather,
  properties: [PerfectDetector],
});
