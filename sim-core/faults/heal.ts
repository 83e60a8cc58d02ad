import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { needed } from './options.ts';
import type { FaultKind } from './fault-kind.ts';

export interface HealTypes<_Name extends string> {
  /** Ends all partitions, those that last for ever too. */
  form: { readonly heal: 'all' };
}

export const heal: FaultKind<HealTypes<string>['form'], object> = {
  options: {
    heal: needed('own', 'All partitions end.'),
  },
  plan(form, { where }) {
    if (form.heal !== 'all')
      throw new ScenarioError(`The \`heal\` of ${where} is ${writtenText(form.heal)}.`, "Write heal: 'all'.", { path: ['heal'] });
    return {};
  },
  begin: (_planned, world) => world.heal(),
  describe: () => ({ label: 'all', mends: 'cut' }),
};
