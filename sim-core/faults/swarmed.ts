import { RandomStream, Seed } from '../base/random.ts';
import { shuffled } from '../choices/shuffled.ts';
import type { PlannedStrike } from './nemesis.ts';

/** What is rare strikes a quarter as often, what is frequent four times as often. */
const OFTEN = [0.25, 0.5, 1, 2, 4];

/**
 * The strikes that a nemesis draws from in one run of swarm testing (Groce et al. 2012): about half of its kinds, at least one, each
 * as much oftener as the others are missing, and often or rarely, at all of its nodes or some.
 */
export function swarmed(strikes: readonly PlannedStrike[], seed: number): readonly PlannedStrike[] {
  if (strikes.length === 0) return strikes;
  const root = new Seed(seed);
  const random = new RandomStream(root, 'strategy/swarm');
  const chosen = strikes.filter(() => random.chance(0.5));
  const on = chosen.length > 0 ? chosen : [strikes[random.below(strikes.length)]!];
  return on.map((strike) => {
    const own = new RandomStream(root, `strategy/swarm/${strike.kind}`);
    const every = Math.max(1, Math.round((strike.every * on.length * OFTEN[own.below(OFTEN.length)]!) / strikes.length));
    if (own.chance(0.5)) return { ...strike, every };
    const some = new Set(shuffled(strike.nodes, own).slice(0, 1 + own.below(strike.nodes.length)));
    return { ...strike, every, nodes: strike.nodes.filter((node) => some.has(node)) };
  });
}
