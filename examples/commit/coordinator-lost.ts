import { scenario } from 'backstep';
import { CommitProperties } from './participant.ts';
import { cluster, TwoPhaseProperties } from './two-phase.ts';

/**
 * Two-phase commit whose coordinator never comes back: `for: 'ever'` outlasts stabilisation. Both
 * participants have given their word and wait for good: two-phase commit blocks. With a duration, be it
 * an hour, stabilisation would have brought the coordinator back and the protocol would have looked as
 * if it made progress, as it does in `coordinator-restarts.ts`.
 */
export default scenario({
  name: 'two-phase commit, coordinator lost',
  nodes: cluster,
  network: { latency: '10ms' },
  // When both have voted and it has not heard of it yet.
  faults: [{ at: '25ms', crash: 'coordinator', for: 'ever' }],
  duration: '6s',
  stabilisesAt: '1s',
  properties: [CommitProperties, TwoPhaseProperties],
});
