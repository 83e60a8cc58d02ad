import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { FaultKind } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { checkPause, drawnLength, usualPause, type PauseLengths, type PauseStrike } from './pause-lengths.ts';

interface ClockJump {
  /** How far its time of day is ahead, for good, when it goes on. */
  readonly forward?: Duration;
  /** How far it is behind; for as long as the process stood still, if neither is said: the guest's clock did too. */
  readonly backward?: Duration;
}

export interface MigrationTypes<Name extends string> {
  /** The virtual machine moves to another host: the process stands still, wherever it is, and goes on with the clock of that host. */
  form: { readonly migration: Name; readonly for: FaultLength } & ClockJump;
  /**
   * Without `for` it takes 50 to 500 ms, and one in 10, of a machine that writes much, 1 to 5 s (Clark et al., "Live Migration of Virtual
   * Machines", NSDI 2005).
   */
  strike: PauseStrike<Name> & {
    /** How far the clocks of the hosts are apart, either way; 0 to 500 ms, if absent. */
    readonly by?: DurationRange;
  };
}

const LENGTHS: PauseLengths = { usual: ['50ms', '500ms'], rare: ['1s', '5s'], oneIn: 10 };
const APART: DurationRange = [0, '500ms'];

interface PlannedMigration {
  readonly node: number;
  readonly length: Microseconds;
  readonly by: Microseconds;
}

export const migration: FaultKind<MigrationTypes<string>['form'], PlannedMigration, MigrationTypes<string>['strike']> = {
  keys: ['for', 'forward', 'backward'],
  glyph: 'migration',
  plan(form, { node, endOf, lasts, length: lengthOf, where }) {
    const { forward, backward } = form;
    if (forward !== undefined && backward !== undefined)
      throw new ScenarioError(`The clock of ${where} jumps both ways.`, "Write either `forward: '1s'` or `backward: '1s'`.");
    const length = lasts(form.for);
    const by = forward !== undefined ? lengthOf(forward, 'forward') : -(backward === undefined ? length : lengthOf(backward, 'backward'));
    return { node: node(form.migration, 'migration'), length, by, until: endOf(form.for) };
  },
  begin({ node, by }, world, name) {
    const label = textOf(by);
    // Nobody reads the clock before it goes on.
    const begun = world.freeze(node, name, label);
    if (begun === 'struck' && by !== 0) world.distort(node, name, { kind: 'step', by }, label);
    return begun;
  },
  end: ({ node }, world, name) => world.thaw(node, name),
  describe: ({ node, length, by }) => ({ label: textOf(by), node, stops: 'frozen', strain: { pause: length, drift: Infinity } }),
  nemesis: {
    keys: ['for', 'by'],
    lasts: false,
    like: 'pause',
    // Its clock is off then, which nobody is made for where all clocks are said to agree.
    usual: (facts) => (facts.clocks ? usualPause(facts, LENGTHS) : undefined),
    check(strike, context) {
      const { by } = strike;
      checkPause(strike, context);
      if (by !== undefined) inPart('by', () => checkRange(by, `The \`by\` of ${context.where}`));
    },
    draw(strike, context) {
      const { pick, random, between } = context;
      const [node, way] = [pick(), random.chance(0.5) ? 'forward' : 'backward'] as const;
      return { migration: node, [way]: between(strike.by ?? APART), for: drawnLength(strike, LENGTHS, context) };
    },
  },
};

function textOf(by: Microseconds): string {
  return by === 0 ? 'virtual machine moves' : `virtual machine moves, clock ${by < 0 ? '-' : '+'}${durationText(Math.abs(by))}`;
}
