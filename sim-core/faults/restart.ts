import { needed } from './options.ts';
import type { FaultKind } from './fault-kind.ts';

export interface RestartTypes<Name extends string> {
  /** Starts a process that is down, however long it was to stay so. */
  form: { readonly restart: Name };
}

export const restart: FaultKind<RestartTypes<string>['form'], { readonly node: number }> = {
  options: {
    restart: needed('node', 'The node that is started.'),
  },
  plan: (form, { node }) => ({ node: node(form.restart, 'restart') }),
  begin: ({ node }, world) => world.restart(node),
  describe: ({ node }) => ({ label: '', node, mends: 'down', strain: { recovers: true } }),
};
