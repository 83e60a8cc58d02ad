import { durationText } from '../base/duration.ts';
import type { Microseconds } from '../base/units.ts';
import { FOR, needed } from './options.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface PauseTypes<Name extends string> {
  /** The process freezes wherever it is, and goes on from there. */
  form: { readonly pause: Name; readonly for: FaultLength };
  strike: Strike<Name>;
}

type Form = PauseTypes<string>['form'];

interface PlannedPause {
  readonly node: number;
  readonly length: Microseconds;
}

export const pause: FaultKind<Form, PlannedPause, Strike<string>> = {
  options: {
    pause: needed('node', 'The node whose process freezes.'),
    for: FOR,
  },
  plan: (form, { node, endOf, lasts }) => ({ node: node(form.pause, 'pause'), length: lasts(form.for), until: endOf(form.for) }),
  begin: ({ node }, world, name) => world.freeze(node, name, ''),
  end: ({ node }, world, name) => world.thaw(node, name),
  describe: ({ node, length }) => ({ label: '', node, stops: 'frozen', strain: { pause: length } }),
  nemesis: {
    options: {},
    lasts: true,
    usual: ({ model }) =>
      model?.pause === undefined ? {} : { for: [durationText(Math.ceil(model.pause / 10)), durationText(model.pause)] },
    draw: (_strike, { pick, lasts }) => ({ pause: pick(), for: lasts() }),
  },
};
