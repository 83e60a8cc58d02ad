import { nodesOf, scenario } from 'backstep';
import { readerWith, replica, StoreProperties, weather } from './store.ts';

/**
 * The cure for `slow-disk.ts`: a hedged request. Nothing is detected, and nobody is declared dead.
 *
 * Nearly all reads are answered within 22 ms. Who waits for longer than 50 ms asks a second replica as well, takes what
 * comes first, and forgets the other answer. It costs a few reads more where all is well, and where one disk
 * is slow the slow one is no longer in the way.
 *
 * Look at a read that begins at the slow replica: the second request leaves after 50 ms, and the late answer is "no longer
 * awaited".
 *
 * Dean and Barroso, "The Tail at Scale" (Communications of the ACM 56(2), 2013), "Hedged requests".
 */
export default scenario({
  name: 'hedged reads',
  nodes: { ...nodesOf(3, 'replica', replica), reader: readerWith('50ms') },
  ...weather,
  properties: [StoreProperties],
});
