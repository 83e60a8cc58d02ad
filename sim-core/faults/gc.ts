import type { Microseconds } from '../base/units.ts';
import type { FaultKind } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { checkPause, drawnLength, usualPause, type PauseLengths, type PauseStrike } from './pause-lengths.ts';

export interface GcTypes<Name extends string> {
  /** The garbage collector stops the process, wherever it is, as `pause` does. */
  form: { readonly gc: Name; readonly for: FaultLength };
  /**
   * Without `for` a collection takes 1 to 100 ms, and one in 20, of the whole heap, 1 to 10 s (Lipcon, "Avoiding Full GCs in Apache
   * HBase", 2011).
   */
  strike: PauseStrike<Name>;
}

const LENGTHS: PauseLengths = { usual: ['1ms', '100ms'], rare: ['1s', '10s'], oneIn: 20 };
const LABEL = 'garbage collection';

interface PlannedCollection {
  readonly node: number;
  readonly length: Microseconds;
}

export const gc: FaultKind<GcTypes<string>['form'], PlannedCollection, PauseStrike<string>> = {
  keys: ['for'],
  glyph: 'gc',
  plan: (form, { node, endOf, lasts }) => ({ node: node(form.gc, 'gc'), length: lasts(form.for), until: endOf(form.for) }),
  begin: ({ node }, world, name) => world.freeze(node, name, LABEL),
  end: ({ node }, world, name) => world.thaw(node, name),
  describe: ({ node, length }) => ({ label: LABEL, node, stops: 'frozen', strain: { pause: length } }),
  nemesis: {
    keys: ['for'],
    lasts: false,
    like: 'pause',
    usual: (facts) => usualPause(facts, LENGTHS),
    check: checkPause,
    draw: (strike, context) => ({ gc: context.pick(), for: drawnLength(strike, LENGTHS, context) }),
  },
};
