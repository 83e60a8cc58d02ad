import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import { FOR, needed, optional } from './options.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface StallTypes<Name extends string> {
  /** The process freezes inside a handler, before a call on `self`: a garbage collection, a page fault. */
  form: {
    readonly stall: Name;
    readonly for: FaultLength;
    /** Before which call on `self`, counted from `at`. Defaults to 1, the next. */
    readonly call?: number;
  };
  /** `within` is how many calls on `self` ahead it may strike, 4 if absent. */
  strike: Strike<Name> & { readonly within?: number };
}

interface PlannedStall {
  readonly node: number;
  readonly calls: number;
  readonly length: Microseconds;
}

type StrikeForm = StallTypes<string>['strike'];

export const stall: FaultKind<StallTypes<string>['form'], PlannedStall, StrikeForm> = {
  options: {
    stall: needed('node', 'The node whose process freezes inside a handler.'),
    for: FOR,
    call: optional('count', 'Before which call on `self`, counted from `at`.', '1, the next'),
  },
  plan: (form, { node, lasts, count }) => ({
    node: node(form.stall, 'stall'),
    length: lasts(form.for),
    calls: count(form.call ?? 1, 'call'),
  }),
  begin: ({ node, calls, length }, world, name) => world.stall(node, name, calls, length),
  // Stalls of one handler add up, and nobody knows where the next call is.
  describe: ({ node }) => ({ label: '', node, stops: 'frozen', strain: { pause: Infinity } }),
  nemesis: {
    options: {
      within: optional('count', 'How many calls on `self` ahead it may strike.', '4'),
    },
    lasts: true,
    usual: () => ({}),
    check({ within }, { where }) {
      if (within === undefined || (Number.isSafeInteger(within) && within >= 1)) return;
      throw new ScenarioError(`The \`within\` of ${where} is ${within}.`, 'Count calls on `self` from 1.', { path: ['within'] });
    },
    draw: (strike, { pick, lasts, random }) => ({ stall: pick(), for: lasts(), call: 1 + random.below(strike.within ?? 4) }),
  },
};
