import { scenario } from 'backstep';
import { CommitProperties } from './participant.ts';
import { cluster, TwoPhaseProperties } from './two-phase.ts';

/**
 * The same crash as in `coordinator-lost.ts`, but for an hour, which stabilisation cuts short: the
 * coordinator restarts, finds on its disk that it had begun and not decided, and aborts. It holds.
 */
export default scenario({
  name: 'two-phase commit, coordinator restarts',
  nodes: cluster,
  network: { latency: '10ms' },
  faults: [{ at: '25ms', crash: 'coordinator', for: '1h' }],
  duration: '6s',
  stabilisesAt: '1s',
  properties: [CommitProperties, TwoPhaseProperties],
});
