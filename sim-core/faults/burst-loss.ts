import { inPart } from '../base/scenario-error.ts';
import { burstModel, type BurstModel, type Bursts } from '../base/bursts.ts';
import { FOR, LINKS, needed, optional } from './options.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { describeLinks, linksOfStrike, type LinkSelection } from './links.ts';
import { percentText } from './ranges.ts';

export interface BurstLossTypes<Name extends string> {
  /** Links lose messages in bursts. */
  form: { readonly burstLoss: Bursts; readonly for: FaultLength; readonly links?: LinkSelection<Name> };
  strike: Strike<Name> & Bursts;
}

interface PlannedBursts {
  readonly links: readonly number[];
  readonly bursts: BurstModel;
  readonly label: string;
}

type Form = BurstLossTypes<string>['form'];
type StrikeForm = BurstLossTypes<string>['strike'];

export const burstLoss: FaultKind<Form, PlannedBursts, StrikeForm> = {
  options: {
    burstLoss: needed('own', 'Which part is lost, and in bursts of which length.'),
    for: FOR,
    links: LINKS,
  },
  plan(form, { links, endOf, where }) {
    const bursts = inPart('burstLoss', () => burstModel(form.burstLoss, `The \`burstLoss\` of ${where}`));
    const { mean, length } = form.burstLoss;
    return {
      links: links(form.links, 'links'),
      bursts,
      label: `loss ${percentText(mean)} in bursts of ${length} ${describeLinks(form.links)}`,
      until: endOf(form.for),
    };
  },
  begin: ({ links, bursts, label }, world, name) => world.disturb(name, { links, bursts, shown: 'bursts' }, label),
  end: (_planned, world, name) => world.calm(name),
  describe: ({ links, label }) => ({ label, links, strain: { delay: Infinity } }),
  nemesis: {
    options: {
      mean: needed('own', 'The part of all messages that is lost in the long run, from 0 to 1.'),
      length: needed('factor', 'How many messages a bad state lasts on average, at least 1.'),
      good: optional('own', 'The probability of loss in the good state.', '0'),
      bad: optional('own', 'The probability of loss in the bad state.', '1'),
    },
    lasts: true,
    usual: ({ names }) => (names.length > 1 ? { mean: 0.3, length: 5 } : undefined),
    check: (strike, { where }) => void burstModel(burstsOf(strike), where),
    draw: (strike, { lasts }) => ({ burstLoss: burstsOf(strike), for: lasts(), ...linksOfStrike(strike) }),
  },
};

function burstsOf({ mean, length, good, bad }: Bursts): Bursts {
  return { mean, length, ...(good === undefined ? {} : { good }), ...(bad === undefined ? {} : { bad }) };
}
