import { inPart } from '../../base/scenario-error.ts';
import { checkRange, type DurationRange } from '../../base/duration-range.ts';
import type { BehaviourKind } from './behaviour.ts';
import { checkChance } from './option-checks.ts';

/** How long a node holds back what it sends. */
export interface DelayOptions {
  /** How long a message is held back before it leaves, or between which lengths that is drawn for each. */
  readonly by: DurationRange;
  /** The probability that a message is held back; 1, if absent. */
  readonly chance?: number;
}

/** Everything it says is true, and comes late: it leaves the node after a while, also behind what was said later. */
export const delay: BehaviourKind<DelayOptions> = {
  keys: ['by', 'chance'],
  check(options, where) {
    inPart('by', () => checkRange(options.by, `The \`by\` of ${where}`));
    checkChance(options.chance, where);
  },
  delay(options, { random }) {
    const isHeld = random.chance(options.chance ?? 1);
    const length = random.between(...checkRange(options.by, 'A delay'));
    return isHeld ? length : 0;
  },
  draw: (random) => ({ by: `${random.between(1, 2_000)}ms`, chance: 0.5 }),
};
