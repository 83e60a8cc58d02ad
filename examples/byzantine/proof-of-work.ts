import { scenario } from 'backstep';
import { ChainProperties, clusterWith, weather } from './chain.ts';

/**
 * The same attack as in `hash-majority.ts`, with a tenth of the power, and it does not pay.
 *
 * The attacker does get ahead by a block now and then, since that takes luck alone. But the merchant waits until
 * twelve blocks lie on the payment, and the more there are, the less likely it is that the few catch up with the many:
 * the probability falls exponentially. It never is zero. A tenth of the power undoes a payment with one block on top
 * in every fifth attempt, one with twelve in fewer than one of 100,000.
 *
 * Nakamoto, "Bitcoin: A Peer-to-Peer Electronic Cash System" (2008), section 11; exact probabilities: Rosenfeld, "Analysis of
 * Hashrate-Based Double Spending" (2014).
 */
export default scenario({
  name: 'proof of work',
  nodes: clusterWith({ share: 0.1, confirmations: 12 }),
  ...weather,
  properties: [ChainProperties],
});
