import type { BehaviourKind } from './behaviour.ts';
import { checkChance, checkFields } from './option-checks.ts';

/** What a node forgets, and how often. */
export interface AmnesiaOptions {
  /** Which fields of its state it forgets; all, if absent. */
  readonly fields?: readonly string[];
  /** The probability that it forgets before it handles a message; 0.1, if absent. */
  readonly chance?: number;
}

/**
 * Forgets without a crash: its state is again what it was when its life, or the lie, began, and its own code goes on
 * from there. So it votes twice, and promises what it has promised to another.
 */
export const amnesia: BehaviourKind<AmnesiaOptions> = {
  keys: ['fields', 'chance'],
  check({ fields, chance }, where) {
    checkFields(fields, where, "{ behaviour: 'amnesia', fields: ['votedFor'] }");
    checkChance(chance, where);
  },
  forgets: ({ fields, chance = 0.1 }, random) => (random.chance(chance) ? (fields ?? 'all') : undefined),
  remembers: () => ({ state: true }),
  draw: () => ({ chance: 0.1 }),
};
