import { scenario } from 'backstep';
import { ChainProperties, clusterWith, weather } from './chain.ts';

/**
 * A majority of the power to compute hashes rewrites history.
 *
 * Twelve blocks lie on a payment, and it is undone all the same: with three fifths of the power the attacker's secret chain
 * grows faster than that of all others. However long the merchant waits, the secret one is longer in the end.
 *
 * `noAcceptedPaymentIsUndone` catches it. Look at the attacker's state, where the secret chain grows, and at the moment when
 * it sends all of that at once. `proof-of-work.ts` is the same with a tenth of the power.
 *
 * Nakamoto, "Bitcoin: A Peer-to-Peer Electronic Cash System" (2008), section 11: for q > p the attacker always catches up.
 */
export default scenario({
  name: 'hash majority',
  nodes: clusterWith({ share: 0.6, confirmations: 12 }),
  ...weather,
  properties: [ChainProperties],
});
