import { scenario, sometimes, type World } from 'backstep';
import { clusterOf, FrontProperties, frontThat, nemesis, network } from './front.ts';
import { phi } from './phi-accrual.ts';

/**
 * The cure for `too-low.ts` and `too-high.ts`: a timeout that nobody has chosen.
 *
 * The front end remembers in which intervals it has heard each server, and takes one for dead when so long a silence would be
 * due to chance once in a hundred million times. With regular heartbeats that is below a second, so that a dead server is
 * replaced at once. A server that was late because it paused, or took over, is given more time from then on: the mistake is made
 * once and not over and over.
 *
 * Look at the first silence that it mistakes for death, and at the next one of the same length.
 *
 * Hayashibara, Défago, Yared and Katayama, "The φ Accrual Failure Detector" (SRDS 2004), as Cassandra and Akka use it.
 */
const cluster = clusterOf(frontThat((hearing, silence) => phi(hearing, silence) > 8));

class AdaptiveProperties {
  @sometimes
  static aDeadServerIsReplaced({ nodes, status }: World<typeof cluster>) {
    return status('server1') === 'down' && nodes.front.asked === 'server2';
  }

  @sometimes
  static aServerThatLivesIsTakenForDead({ nodes, status }: World<typeof cluster>) {
    return status('server1') === 'up' && nodes.front.asked === 'server2';
  }
}

export default scenario({
  name: 'adaptive timeout',
  nodes: cluster,
  network,
  nemesis,
  duration: '100s',
  stabilisesAt: '60s',
  properties: [FrontProperties, AdaptiveProperties],
});
