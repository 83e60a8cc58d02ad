import { scenario } from 'backstep';
import { bounds, cluster, PerfectDetector, weather } from './detector.ts';

/**
 * A perfect failure detector in a synchronous system, where it is one.
 *
 * Delays, pauses and drift are bounded, always, and so is the silence of a process that lives: whoever is silent for longer has
 * crashed. The nemesis is that of `detector-outside.ts`; what the model excludes it leaves out, and it goes up to the bounds.
 *
 * Look at a pause that falls on a heartbeat, and at how long the others have waited by then. The bounds are all that this rests
 * on: data centres that were built of ordinary parts do not have them.
 *
 * Chandra and Toueg, "Unreliable Failure Detectors for Reliable Distributed Systems" (Journal of the ACM 43(2), 1996).
 */
export default scenario({
  name: 'perfect failure detector, synchronous',
  nodes: cluster,
  model: { timing: 'synchronous', failures: 'crash-stop', ...bounds },
  ...weather,
  properties: [PerfectDetector],
});
