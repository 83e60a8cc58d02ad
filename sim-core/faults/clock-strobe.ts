import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface ClockStrobeTypes<Name extends string> {
  /** The time of day is `by` ahead in every second `period`, 100 ms if absent: it goes to and fro (Jepsen's strobe). */
  form: { readonly clockStrobe: Name; readonly by: Duration; readonly period?: Duration; readonly for: FaultLength };
  strike: Strike<Name> & { readonly by: DurationRange; readonly period?: Duration };
}

interface PlannedStrobe {
  readonly node: number;
  readonly by: Microseconds;
  readonly period: Microseconds;
}

type StrikeForm = ClockStrobeTypes<string>['strike'];

const PERIOD = '100ms';

export const clockStrobe: FaultKind<ClockStrobeTypes<string>['form'], PlannedStrobe, StrikeForm> = {
  keys: ['by', 'period', 'for'],
  glyph: 'clockStrobe',
  plan(form, { node, length, endOf, where }) {
    const period = length(form.period ?? PERIOD, 'period');
    if (period === 0)
      throw new ScenarioError(`The \`period\` of ${where} is zero.`, "Say how long it stays on one side, such as '100ms'.", {
        path: ['period'],
      });
    return { node: node(form.clockStrobe, 'clockStrobe'), by: length(form.by, 'by'), period, until: endOf(form.for) };
  },
  begin: ({ node, by, period }, world, name) => world.distort(node, name, { kind: 'strobe', by, period }, strobeText(by)),
  end: ({ node, by }, world, name) => world.setRight(node, name, strobeText(by)),
  describe: ({ node, by }) => ({ label: strobeText(by), node, strain: { drift: Infinity } }),
  nemesis: {
    keys: ['by', 'period'],
    lasts: true,
    check: (strike, { where }) => void inPart('by', () => checkRange(strike.by, `The \`by\` of ${where}`)),
    draw: ({ by, period }, { pick, lasts, between }) => ({
      clockStrobe: pick(),
      by: between(by),
      ...(period === undefined ? {} : { period }),
      for: lasts(),
    }),
  },
};

function strobeText(by: Microseconds): string {
  return `clock to and fro by ${durationText(by)}`;
}
