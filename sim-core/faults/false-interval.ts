import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface FalseIntervalTypes<Name extends string> {
  /**
   * The true time lies outside of what `self.timeInterval()` says: the interval begins `forward` after it, or ends
   * `backward` before it.
   */
  form: { readonly falseInterval: Name; readonly for: FaultLength } & (
    { readonly forward: Duration; readonly backward?: never } | { readonly backward: Duration; readonly forward?: never }
  );
  /** Intervals are wrong either way. */
  strike: Strike<Name> & { readonly by: DurationRange };
}

interface PlannedLie {
  readonly node: number;
  readonly by: Microseconds;
}

export const falseInterval: FaultKind<FalseIntervalTypes<string>['form'], PlannedLie, FalseIntervalTypes<string>['strike']> = {
  keys: ['forward', 'backward', 'for'],
  glyph: 'falseInterval',
  plan(form, { node, length, endOf, where }) {
    const { forward, backward } = form;
    if ((forward === undefined) === (backward === undefined)) {
      throw new ScenarioError(
        `The false interval of ${where} does not say which way.`,
        "Write either `forward: '5ms'` or `backward: '5ms'`.",
      );
    }
    const by = forward === undefined ? -length(backward, 'backward') : length(forward, 'forward');
    if (by === 0)
      throw new ScenarioError(`The false interval of ${where} is off by nothing.`, "Say by how much, such as `forward: '5ms'`.");
    return { node: node(form.falseInterval, 'falseInterval'), by, until: endOf(form.for) };
  },
  begin: ({ node, by }, world, name) => world.distort(node, name, { kind: 'interval', by }, lieText(by)),
  end: ({ node, by }, world, name) => world.setRight(node, name, lieText(by)),
  describe: ({ node, by }) => ({ label: lieText(by), node, strain: { drift: Infinity } }),
  nemesis: {
    keys: ['by'],
    lasts: true,
    check(strike, { where }) {
      const [least] = inPart('by', () => checkRange(strike.by, `The \`by\` of ${where}`));
      if (least === 0)
        throw new ScenarioError(`The \`by\` of ${where} may be nothing.`, "Begin with some length, such as '1ms'.", { path: ['by'] });
    },
    draw(strike, { pick, random, between, lasts }) {
      const node = pick();
      const isAhead = random.chance(0.5);
      return { falseInterval: node, ...(isAhead ? { forward: between(strike.by) } : { backward: between(strike.by) }), for: lasts() };
    },
  },
};

function lieText(by: Microseconds): string {
  return `time interval off by ${by < 0 ? '-' : '+'}${durationText(Math.abs(by))}`;
}
