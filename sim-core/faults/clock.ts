import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { FaultKind, Strike } from './fault-kind.ts';

export interface ClockTypes<Name extends string> {
  /** The time of day jumps ahead or back, for good; the monotonic clock and timers do not. */
  form: { readonly clock: Name } & (
    { readonly forward: Duration; readonly backward?: never } | { readonly backward: Duration; readonly forward?: never }
  );
  /** Clocks jump either way. */
  strike: Omit<Strike<Name>, 'for'> & { readonly by: DurationRange };
}

interface PlannedJump {
  readonly node: number;
  readonly by: Microseconds;
}

export const clock: FaultKind<ClockTypes<string>['form'], PlannedJump, ClockTypes<string>['strike']> = {
  keys: ['forward', 'backward'],
  glyph: 'clock',
  plan(form, { node, length, where }) {
    const { forward, backward } = form;
    if ((forward === undefined) === (backward === undefined)) {
      throw new ScenarioError(`The clock jump of ${where} does not say which way.`, "Write either `forward: '1s'` or `backward: '1s'`.");
    }
    return { node: node(form.clock, 'clock'), by: forward === undefined ? -length(backward, 'backward') : length(forward, 'forward') };
  },
  begin: ({ node, by }, world, name) => world.distort(node, name, { kind: 'step', by }, jumpText(by)),
  describe: ({ node, by }) => ({ label: jumpText(by), node, strain: { drift: Infinity } }),
  nemesis: {
    keys: ['by'],
    lasts: false,
    usual: ({ clocks }) => (clocks && clocks.offset > 0 ? { by: [0, durationText(clocks.offset)] } : undefined),
    check: (strike, { where }) => void inPart('by', () => checkRange(strike.by, `The \`by\` of ${where}`)),
    draw(strike, { pick, random, between }) {
      const node = pick();
      return random.chance(0.5) ? { clock: node, forward: between(strike.by) } : { clock: node, backward: between(strike.by) };
    },
  },
};

function jumpText(by: Microseconds): string {
  return `clock ${by < 0 ? '-' : '+'}${durationText(Math.abs(by))}`;
}
