import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface ClockFreezeTypes<Name extends string> {
  /** The time of day stands still, and goes on from there, that much behind. The monotonic clock and timers go on. */
  form: { readonly clockFreeze: Name; readonly for: FaultLength };
  strike: Strike<Name>;
}

type Form = ClockFreezeTypes<string>['form'];

export const clockFreeze: FaultKind<Form, { readonly node: number }, Strike<string>> = {
  keys: ['for'],
  glyph: 'clockFreeze',
  plan: (form, { node, endOf }) => ({ node: node(form.clockFreeze, 'clockFreeze'), until: endOf(form.for) }),
  begin: ({ node }, world, name) => world.distort(node, name, { kind: 'freeze' }, LABEL),
  end: ({ node }, world, name) => world.setRight(node, name, LABEL),
  describe: ({ node }) => ({ label: LABEL, node, strain: { drift: Infinity } }),
  nemesis: { keys: [], lasts: true, draw: (_strike, { pick, lasts }) => ({ clockFreeze: pick(), for: lasts() }) },
};

const LABEL = 'clock stands still';
