import { nodesOf, scenario } from 'backstep';
import { readerWith, replica, StoreProperties, weather } from './store.ts';

/**
 * A node that is not dead, and of no use.
 *
 * A read takes a millisecond or two. On one replica the disk takes 5,000 times as long: it fails, but slowly. The process
 * is up, it answers all it is asked, and a detector that waits for a sign of life finds nothing wrong. So the reader
 * waits, for ten seconds, which is what it takes for a sign of death; and one slow disk of three makes a third of
 * all reads slow.
 *
 * `everyReadIsAnswered` catches it. Look at the lane of the slow replica: it is busy, not down, and requests wait before it.
 * `hedged.ts` is the cure.
 *
 * Gunawi et al., "Fail-Slow at Scale: Evidence of Hardware Performance Faults in Large Production Systems" (FAST 2018);
 * Do et al., "Limplock: Understanding the Impact of Limpware on Scale-Out Cloud Systems" (SoCC 2013).
 */
export default scenario({
  name: 'slow disk',
  nodes: { ...nodesOf(3, 'replica', replica), reader: readerWith('10s') },
  ...weather,
  properties: [StoreProperties],
});
