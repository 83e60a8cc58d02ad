import { checkRange, type DurationRange } from '../base/duration-range.ts';
import type { Duration } from '../base/duration.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { shuffled } from '../choices/shuffled.ts';
import type { FaultKind, Strike } from './fault-kind.ts';

export interface PowerLossTypes<Name extends string> {
  /**
   * Several nodes lose power at one time, as those of one rack do: each crashes, and what a sync had not made durable may be lost
   * on all of them at once. They start again after `for`.
   */
  form: { readonly powerLoss: readonly Name[] | 'all'; readonly for: Duration };
  /** Draws how many of the `nodes` it strikes, at least two where there are as many, and which. */
  strike: Omit<Strike<Name>, 'for'> & { readonly for: DurationRange };
}

interface PlannedPowerLoss {
  readonly nodes: readonly number[];
}

const LABEL = 'power loss';

export const powerLoss: FaultKind<PowerLossTypes<string>['form'], PlannedPowerLoss, PowerLossTypes<string>['strike']> = {
  keys: ['for'],
  glyph: 'powerLoss',
  plan(form, { at, names, nodes, length, where }) {
    const { powerLoss: chosen } = form;
    const listed: readonly unknown[] = chosen === 'all' ? names : chosen;
    if (!Array.isArray(listed) || listed.length === 0)
      throw new ScenarioError(`The \`powerLoss\` of ${where} is ${writtenText(chosen)}.`, "Write `powerLoss: ['a', 'b']` or 'all'.", {
        path: ['powerLoss'],
      });
    return { nodes: nodes(listed, 'powerLoss'), until: at + length(form.for, 'for') };
  },
  begin({ nodes }, world, name) {
    const found = nodes.map((node) => world.crash(node, name, LABEL));
    return found.includes('struck') ? 'struck' : 'idle';
  },
  end({ nodes }, world, name) {
    for (const node of nodes) world.comesUp(node, name);
  },
  describe: ({ nodes }, names) => ({ label: nodes.map((node) => names[node]!).join(', '), strain: { recovers: true } }),
  nemesis: {
    keys: [],
    lasts: true,
    like: 'crash',
    usual: ({ names, model }) => (names.length < 2 || model?.failures === 'crash-stop' ? undefined : {}),
    check: (strike, { where }) => void inPart('for', () => checkRange(strike.for, `The \`for\` of ${where}`)),
    draw({ for: lasting }, { nodes, random, between }) {
      const least = Math.min(2, nodes.length);
      const count = least + random.below(nodes.length - least + 1);
      return { powerLoss: shuffled(nodes, random).slice(0, count), for: between(lasting) };
    },
    // Power comes back.
    drawOutside: () => undefined,
  },
};
