import { microseconds, type Duration } from '../../base/duration.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import type { BehaviourKind } from './behaviour.ts';
import { checkChance } from './option-checks.ts';

/** How long a node holds back what it sends. */
export interface DelayOptions {
  /** How long a message is held back before it leaves, or between which lengths that is drawn for each. */
  readonly by: Duration | readonly [from: Duration, to: Duration];
  /** The probability that a message is held back; 1, if absent. */
  readonly chance?: number;
}

function lengths({ by }: DelayOptions, where: string): readonly [number, number] {
  const [from, to] = Array.isArray(by) ? (by as readonly [Duration, Duration]) : [by as Duration, by as Duration];
  return [microseconds(from, where), microseconds(to, where)];
}

/** Everything it says is true, and comes late: it leaves the node after a while, also behind what was said later. */
export const delay: BehaviourKind<DelayOptions> = {
  keys: ['by', 'chance'],
  check(options, where) {
    const [from, to] = lengths(options, `The \`by\` of ${where}`);
    checkChance(options.chance, where);
    if (from <= to) return;
    const [longer, shorter] = options.by as readonly [Duration, Duration];
    throw new ScenarioError(`The \`by\` of ${where} goes from ${longer} down to ${shorter}.`, 'Write the smaller one first.');
  },
  delay(options, { random }) {
    const isHeld = random.chance(options.chance ?? 1);
    const length = random.between(...lengths(options, 'A delay'));
    return isHeld ? length : 0;
  },
  draw: (random) => ({ by: `${random.between(1, 2_000)}ms`, chance: 0.5 }),
};
