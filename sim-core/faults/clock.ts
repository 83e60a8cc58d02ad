import { type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import { needed, optional } from './options.ts';
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
  options: {
    clock: needed('node', 'The node whose time of day jumps.'),
    forward: optional('duration', 'How far it jumps ahead.', 'it jumps back'),
    backward: optional('duration', 'How far it jumps back.', 'it jumps ahead'),
  },
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
    options: {
      by: needed('range', 'How far it jumps, either way.'),
    },
    lasts: false,
    usual: ({ clocks }) => (clocks && clocks.offset > 0 ? { by: [0, durationText(clocks.offset)] } : undefined),
    draw(strike, { pick, random, between }) {
      const node = pick();
      return random.chance(0.5) ? { clock: node, forward: between(strike.by) } : { clock: node, backward: between(strike.by) };
    },
  },
};

function jumpText(by: Microseconds): string {
  return `clock ${by < 0 ? '-' : '+'}${durationText(Math.abs(by))}`;
}
