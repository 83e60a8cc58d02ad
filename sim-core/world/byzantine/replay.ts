import type { BehaviourKind } from './behaviour.ts';
import { checkChance } from './option-checks.ts';

/** How often a node says again what it said before. */
export interface ReplayOptions {
  /** The probability that an old message takes the place of a new one; 0.5, if absent. */
  readonly chance?: number;
}

/** Says again what it said before, to anybody: an earlier message of the same type takes the place of the one that it meant. */
export const replay: BehaviourKind<ReplayOptions> = {
  keys: ['chance'],
  check: ({ chance }, where) => checkChance(chance, where),
  deviate({ chance = 0.5 }, { honest, random, memory }) {
    const isOld = random.chance(chance);
    const older = memory.sent(String(honest['type']));
    return isOld && older.length > 0 ? older[random.below(older.length)] : honest;
  },
  remembers: () => ({ messages: true }),
  draw: () => ({ chance: 0.5 }),
};
