import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { checkBehaviour, drawBehaviour, type ByzantineBehaviour } from '../world/byzantine/catalogue.ts';
import { checkMost, pickAtMost } from './at-most.ts';
import { FOR, needed, optional } from './options.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface ByzantineTypes<Name extends string> {
  /** The node lies, and is honest again after `for`. Its own code runs on, as that of a node that is listed in `byzantine`. */
  form: { readonly byzantine: Name; readonly lie: ByzantineBehaviour; readonly for: FaultLength };
  /**
   * `lies` is what a node may do, any behaviour that needs no names if absent; `most` is how many different nodes lie in
   * one run, all if absent.
   */
  strike: Strike<Name> & { readonly lies?: readonly ByzantineBehaviour[]; readonly most?: number };
}

interface PlannedLie {
  readonly node: number;
  readonly lie: ByzantineBehaviour;
}

export const byzantine: FaultKind<ByzantineTypes<string>['form'], PlannedLie, ByzantineTypes<string>['strike']> = {
  options: {
    byzantine: needed('node', 'The node that lies.'),
    lie: needed('own', 'What it does.'),
    for: FOR,
  },
  plan: (form, { node, endOf, where, names }) => ({
    node: node(form.byzantine, 'byzantine'),
    lie: inPart('lie', () => checkBehaviour(form.lie, `The \`lie\` of ${where}`, names)),
    until: endOf(form.for),
  }),
  begin: ({ node, lie }, world, name) => world.lies(node, name, lie, lie.behaviour),
  end: ({ node, lie }, world, name) => world.tellsTruth(node, name, lie.behaviour),
  describe: ({ node, lie }) => ({ label: lie.behaviour, node, stops: 'lying', strain: { lies: true } }),
  nemesis: {
    options: {
      lies: optional('own', 'What a node may do.', 'any behaviour that needs no names'),
      most: optional('count', 'How many different nodes lie in one run.', 'all'),
    },
    lasts: true,
    // Nobody is made for more liars than is said, and those whom that is said of are not the clients.
    usual: ({ liars }) => (liars && liars.most > 0 ? { most: liars.most, nodes: liars.nodes } : undefined),
    check({ lies, most }, context) {
      const { where, names } = context;
      checkMost(most, context);
      if (lies === undefined) return;
      if (!Array.isArray(lies) || lies.length === 0)
        throw new ScenarioError(`The \`lies\` of ${where} are not a list.`, "Write `lies: [{ behaviour: 'equivocate' }]`.", {
          path: ['lies'],
        });
      lies.forEach((lie, index) => void inPart('lies', () => inPart(index, () => checkBehaviour(lie, `${where}.lies[${index}]`, names))));
    },
    draw({ lies, most }, context) {
      const { random, names, lasts } = context;
      const liar = pickAtMost(context, 'byzantine', most);
      const lie = lies ? lies[random.below(lies.length)]! : drawBehaviour(random, names, liar);
      return { byzantine: liar, lie, for: lasts() };
    },
  },
};
