import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import type { ChanceForm, ChanceStrike, PlannedChance } from './chance-on-links.ts';
import { FOR, LINKS, needed, optional } from './options.ts';
import type { FaultKind } from './fault-kind.ts';
import { describeLinks, linksOfStrike } from './links.ts';
import { percentText } from './ranges.ts';

/** Whether what is damaged on its way is found: then it is lost, otherwise it is delivered as it is. True, if absent. */
interface Checked {
  readonly checksum?: boolean;
}

export interface CorruptTypes<Name extends string> {
  /** Links damage a value of a message with this probability. */
  form: { readonly corrupt: number } & Checked & ChanceForm<Name>;
  strike: ChanceStrike<Name> & Checked;
}

type Form = CorruptTypes<string>['form'];
type StrikeForm = CorruptTypes<string>['strike'];

export const corrupt: FaultKind<Form, PlannedChance & Required<Checked>, StrikeForm> = {
  options: {
    corrupt: needed('probability', 'The probability that a value of a message is damaged.'),
    for: FOR,
    links: LINKS,
    checksum: optional('flag', 'Whether that is found, so that the message is lost.', 'true'),
  },
  plan(form, context) {
    const probability = context.probability(form.corrupt, 'corrupt');
    const checksum = inPart('checksum', () => checksumOf(form.checksum, `The \`checksum\` of ${context.where}`));
    const found = checksum ? 'found by a checksum' : 'unnoticed';
    return {
      links: context.links(form.links, 'links'),
      probability,
      checksum,
      label: `corruption ${percentText(probability)}, ${found}, ${describeLinks(form.links)}`,
      until: context.endOf(form.for),
    };
  },
  begin: ({ links, probability, checksum, label }, world, name) =>
    world.disturb(name, { links, corrupt: probability, checksum, shown: 'corruption' }, label),
  end: (_planned, world, name) => world.calm(name),
  describe: ({ links, label }) => ({ label, links, strain: { delay: Infinity } }),
  nemesis: {
    options: {
      probability: needed('probability', 'The probability of each message while it lasts.'),
      checksum: optional('flag', 'Whether that is found, so that the message is lost.', 'true'),
    },
    lasts: true,
    usual: ({ names }) => (names.length > 1 ? { probability: 0.1 } : undefined),
    check: ({ checksum }, { where }) => void inPart('checksum', () => checksumOf(checksum, `The \`checksum\` of ${where}`)),
    draw: (strike, { lasts }) => ({
      corrupt: strike.probability,
      ...(strike.checksum === undefined ? {} : { checksum: strike.checksum }),
      for: lasts(),
      ...linksOfStrike(strike),
    }),
  },
};

/** @throws ScenarioError when it is neither. */
export function checksumOf(checksum: unknown, what: string): boolean {
  if (checksum === undefined) return true;
  if (typeof checksum === 'boolean') return checksum;
  throw new ScenarioError(
    `${what} is ${writtenText(checksum)}.`,
    'Write true, for what is found and so lost, or false, for what is delivered.',
  );
}
