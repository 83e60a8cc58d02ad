import type { Microseconds } from '../base/units.ts';
import { needed, optional } from './options.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface CrashTypes<Name extends string> {
  /** The process stops; its memory is lost. Restarts after `for`; at the next `restart` or at stabilisation, if absent. */
  form: { readonly crash: Name; readonly for?: FaultLength };
  strike: Strike<Name>;
}

interface PlannedCrash {
  readonly node: number;
  readonly until?: Microseconds;
}

type Form = CrashTypes<string>['form'];

export const crash: FaultKind<Form, PlannedCrash, Strike<string>> = {
  options: {
    crash: needed('node', 'The node whose process stops.'),
    for: optional('length', 'How long it stays down.', 'until the next restart, or stabilisation'),
  },
  plan: (form, { node, endOf }) => ({ node: node(form.crash, 'crash'), ...(form.for === undefined ? {} : { until: endOf(form.for) }) }),
  begin: ({ node }, world, name) => world.crash(node, name, ''),
  end: ({ node }, world, name) => world.comesUp(node, name),
  // Who has crashed for good does not recover.
  describe: ({ node, until }) => ({ label: '', node, stops: 'down', ...(until === Infinity ? {} : { strain: { recovers: true } }) }),
  nemesis: {
    options: {},
    lasts: true,
    usual: ({ model }) => (model?.failures === 'crash-stop' ? { for: 'ever' } : {}),
    draw: (_strike, { pick, lasts }) => ({ crash: pick(), for: lasts() }),
  },
};
