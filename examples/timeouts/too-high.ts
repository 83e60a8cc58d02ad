import { scenario } from 'backstep';
import { clusterOf, FrontProperties, frontThat, nemesis, network } from './front.ts';

/**
 * A timeout that is too high: nobody is declared dead by mistake, and for a minute nobody answers.
 *
 * A server is taken for dead when it was silent for a minute. Pauses and queues are over long before that. But when it
 * really is dead its clients wait for all of that minute, and two hundred of them have come by then.
 *
 * Look at the crash that is for ever: the other server is idle from there on, and the front end goes on sending into silence.
 * `adaptive.ts` is the cure.
 *
 * Kleppmann, "Designing Data-Intensive Applications", "Timeouts and Unbounded Delays".
 */
export default scenario({
  name: 'timeout too high',
  nodes: clusterOf(frontThat((_hearing, silence) => silence > 60_000)),
  network,
  nemesis,
  duration: '100s',
  stabilisesAt: '60s',
  properties: [FrontProperties],
});
