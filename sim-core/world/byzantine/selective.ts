import { inPart, ScenarioError } from '../../base/scenario-error.ts';
import type { BehaviourKind, Lie } from './behaviour.ts';
import type { ByzantineBehaviour } from './catalogue.ts';
import { checkGroups, groupOf } from './groups.ts';
import { checkNodes } from './option-checks.ts';

/** Whom a node wrongs, and how. */
export interface SelectiveOptions {
  /** Who is wronged: nodes by name, `'halves'`, `'one'` or `'drawn'`, all three by the seed; one, if absent. The others are told the truth. */
  readonly victims?: 'halves' | 'one' | 'drawn' | readonly string[];
  /** What is done to them; they are told nothing, if absent. */
  readonly does?: ByzantineBehaviour;
}

const SILENT: ByzantineBehaviour = { behaviour: 'silent' };

/** Deviates towards its victims alone: to everybody else the node is honest. */
export const selective: BehaviourKind<SelectiveOptions> = {
  keys: ['victims', 'does'],
  check({ victims, does }, where, checking) {
    inPart('victims', () => {
      if (typeof victims === 'string' || victims === undefined) checkGroups(victims, `The \`victims\` of ${where}`, checking);
      else checkNodes(victims, checking.names, `The \`victims\` of ${where}`);
    });
    const { behaviour } = does === undefined ? SILENT : inPart('does', () => checking.behaviour(does, `${where}.does`));
    if (behaviour === 'amnesia' || behaviour === 'handlers')
      throw new ScenarioError(
        `${where}.does is ${behaviour}, which has no victims.`,
        `Write { behaviour: '${behaviour}' … } for the node itself.`,
        { path: ['does'] },
      );
  },
  deviate: (options, lie, deviate) => (isVictim(options, lie) ? deviate(options.does ?? SILENT, lie) : lie.honest),
  delay: (options, lie, delayOf) => (isVictim(options, lie) ? delayOf(options.does ?? SILENT, lie) : 0),
  remembers: () => ({ messages: true, state: true }),
  draw: (random) => ({ victims: random.chance(0.5) ? 'one' : 'halves' }),
};

function isVictim({ victims = 'one' }: SelectiveOptions, lie: Lie): boolean {
  return groupOf(typeof victims === 'string' ? victims : [victims], lie, [lie.cast.names[lie.liar]!]) !== 0;
}
