import { scenario } from 'backstep';
import { balancerThat, shopWith, ShopProperties, weather } from './shop.ts';

/**
 * A rolling upgrade in which two versions of a program handle one order.
 *
 * The servers keep nothing between two requests, so that the balancer may give each request to whose turn it is. What the one
 * has to tell the other stands in a cart, which the shopper carries. The first version counts in cents there, the second in
 * euros: each is right, and has been tested. While the servers are upgraded one after the other both are at work, and a price
 * that was quoted by the one is taken from the card by the other: a hundred times too much, or a hundredth.
 *
 * Look at the upgrade, and then at the `pay` of an order whose `quote` went to another server. Nothing had to fail for it:
 * the upgrade alone is enough, and without it nothing else breaks it. `drained.ts` is the cure.
 *
 * Kleppmann, "Designing Data-Intensive Applications", "Encoding and Evolution"; Zhang et al., "Understanding and
 * Detecting Software Upgrade Failures in Distributed Systems" (SOSP 2021), where incompatible data between versions is the most
 * frequent cause.
 */
const anyServer = balancerThat((_state, _purchase, next) => next());

export default scenario({
  name: 'version mix',
  ...shopWith(anyServer, true),
  ...weather,
  properties: [ShopProperties],
});
