import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface PauseTypes<Name extends string> {
  /** The process freezes wherever it is, and goes on from there. */
  form: { readonly pause: Name; readonly for: FaultLength };
  strike: Strike<Name>;
}

type Form = PauseTypes<string>['form'];

export const pause: FaultKind<Form, { readonly node: number }, Strike<string>> = {
  keys: ['for'],
  plan: (form, { node, endOf }) => ({ node: node(form.pause, 'pause'), until: endOf(form.for) }),
  begin: ({ node }, world, name) => world.freeze(node, name, ''),
  end: ({ node }, world, name) => world.thaw(node, name),
  describe: ({ node }) => ({ label: '', node, stops: 'frozen' }),
  nemesis: { keys: [], lasts: true, usual: () => ({}), draw: (_strike, { pick, lasts }) => ({ pause: pick(), for: lasts() }) },
};
