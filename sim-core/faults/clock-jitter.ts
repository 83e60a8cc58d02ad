import { inPart } from '../base/scenario-error.ts';
import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import type { Microseconds } from '../base/units.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface ClockJitterTypes<Name extends string> {
  /** Each reading of the time of day is off by up to `by`, either way, so that two in a row may go back. */
  form: { readonly clockJitter: Name; readonly by: Duration; readonly for: FaultLength };
  strike: Strike<Name> & { readonly by: DurationRange };
}

interface PlannedJitter {
  readonly node: number;
  readonly by: Microseconds;
}

export const clockJitter: FaultKind<ClockJitterTypes<string>['form'], PlannedJitter, ClockJitterTypes<string>['strike']> = {
  keys: ['by', 'for'],
  glyph: 'clockJitter',
  plan: (form, { node, length, endOf }) => ({
    node: node(form.clockJitter, 'clockJitter'),
    by: length(form.by, 'by'),
    until: endOf(form.for),
  }),
  begin: ({ node, by }, world, name) => world.distort(node, name, { kind: 'jitter', by }, jitterText(by)),
  end: ({ node, by }, world, name) => world.setRight(node, name, jitterText(by)),
  describe: ({ node, by }) => ({ label: jitterText(by), node, strain: { drift: Infinity } }),
  nemesis: {
    keys: ['by'],
    lasts: true,
    check: (strike, { where }) => void inPart('by', () => checkRange(strike.by, `The \`by\` of ${where}`)),
    draw: ({ by }, { pick, lasts, between }) => ({ clockJitter: pick(), by: between(by), for: lasts() }),
  },
};

function jitterText(by: Microseconds): string {
  return `clock jitters by ${durationText(by)}`;
}
