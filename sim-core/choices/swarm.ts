import { RandomStream, Seed } from '../base/random.ts';
import type { Bending } from './bent.ts';

/** What strikes single messages with the probability that the network says. */
const STRUCK = ['loss', 'corrupt', 'duplicate', 'reorder'];
/** Strong is so many times as likely. */
const STRONG = 4;

/**
 * Swarm testing (Groce et al., "Swarm Testing", 2012): each seed draws what happens to messages at all, and how strongly. What the
 * nemesis does of it is `swarmed`, in `faults/`.
 */
export function swarming(seed: number): Bending {
  const root = new Seed(seed);
  const moods = new Map(STRUCK.map((concern) => [concern, new RandomStream(root, `strategy/swarm/${concern}`).below(3)]));
  return (site) => {
    switch (moods.get(site.slice(0, site.indexOf('/')))) {
      case 0:
        // Above whatever probability it is compared with, but for certainty.
        return () => 1 - Number.EPSILON;
      case 1:
        return (drawn) => drawn / STRONG;
      default:
        return undefined;
    }
  };
}
