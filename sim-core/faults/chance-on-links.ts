import { inPart } from '../base/scenario-error.ts';
import { percentText, probabilityOf } from './ranges.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { describeLinks, linksOfStrike, type LinkSelection } from './links.ts';

/** What the faults that strike single messages with a probability have in common. */
export interface ChanceForm<Name extends string> {
  readonly for: FaultLength;
  /** Which links; all, if absent. */
  readonly links?: LinkSelection<Name>;
}

/** How a nemesis draws them: `probability`, from 0 to 1, is that of each message while a strike lasts. */
export type ChanceStrike<Name extends string> = Strike<Name> & { readonly probability: number };

export interface PlannedChance {
  readonly links: readonly number[];
  readonly probability: number;
  readonly label: string;
}

type Chance = 'loss' | 'duplicate' | 'reorder';

/** The kind of fault that strikes messages with the probability that stands under `key`. */
export function chanceOnLinks<Key extends Chance>(
  key: Key,
): FaultKind<Readonly<Record<Key, number>> & ChanceForm<string>, PlannedChance, ChanceStrike<string>> {
  return {
    keys: ['for', 'links'],
    glyph: key,
    plan(form, context) {
      const probability = context.probability(form[key], key);
      return {
        links: context.links(form.links, 'links'),
        probability,
        label: `${key} ${percentText(probability)} ${describeLinks(form.links)}`,
        until: context.endOf(form.for),
      };
    },
    begin: ({ links, probability, label }, world, name) => world.disturb(name, { links, [key]: probability }, label),
    end: (_planned, world, name) => world.calm(name),
    describe: ({ links, label, probability }) => ({
      label,
      links,
      ...(key === 'loss' ? { strain: { delay: Infinity } } : {}),
      ...(key === 'loss' && probability === 1 ? { stops: 'silent' as const } : {}),
    }),
    nemesis: {
      keys: ['probability'],
      lasts: true,
      // Where nothing keeps its place, there is nothing to reorder.
      usual: ({ names, keepsOrder }) => (names.length > 1 && (key !== 'reorder' || keepsOrder) ? { probability: 0.2 } : undefined),
      check: ({ probability }, { where }) =>
        void inPart('probability', () => probabilityOf(probability, `The \`probability\` of ${where}`)),
      draw: (strike, { lasts }) =>
        ({ [key]: strike.probability, for: lasts(), ...linksOfStrike(strike) }) as Readonly<Record<Key, number>> & ChanceForm<string>,
    },
  };
}
