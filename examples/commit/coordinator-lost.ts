import { scenario } from 'backstep';
import { coordinatorCrashes } from './two-phase.ts';

/**
 * Two-phase commit whose coordinator never comes back: `for: 'ever'` outlasts stabilisation. Both
 * participants have given their word and wait for good: two-phase commit blocks. With a duration, be it
 * an hour, stabilisation would have brought the coordinator back and the protocol would have looked as
 * if it made progress, as it does in `coordinator-restarts.ts`.
 */
export default scenario(coordinatorCrashes('two-phase commit, coordinator lost', 'ever'));
