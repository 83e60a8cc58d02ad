import { scenario } from 'backstep';
import { coordinatorCrashes } from './two-phase.ts';

/**
 * The same crash as in `coordinator-lost.ts`, but for an hour, which stabilisation cuts short: the
 * coordinator restarts, finds on its disk that it had begun and not decided, and aborts. It holds.
 */
export default scenario(coordinatorCrashes('two-phase commit, coordinator restarts', '1h'));
