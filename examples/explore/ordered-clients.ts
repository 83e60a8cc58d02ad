import { scenario } from 'backstep';
import { clientOf, common, lock } from './locks.ts';

/**
 * The cure of `polite-clients.ts`: both clients take the locks in one order. Whoever has A has only to ask for B, which nobody
 * holds who does not hold A, so that as long as every message that is under way arrives some time, it gets through; and then the
 * other one does. `backstep explore` visits every state and finds no loop that is fair and in which anybody is never done.
 *
 * Havender, "Avoiding deadlock in multitasking systems" (IBM Systems Journal 7, 1968).
 */
export default scenario({
  name: 'two clients that take locks in one order',
  nodes: { client1: clientOf('lockA', 'lockB'), client2: clientOf('lockA', 'lockB'), lockA: lock, lockB: lock },
  ...common,
});
