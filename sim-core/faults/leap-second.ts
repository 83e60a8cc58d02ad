import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { FaultKind, FaultWorld, Strike } from './fault-kind.ts';

export interface LeapSecondTypes<Name extends string> {
  /**
   * A leap second is inserted. The time of day of these nodes goes back by a second, so that 23:59:59 comes twice; or,
   * with `smear`, each second of that span is a little longer (Google smears over a day).
   */
  form: { readonly leapSecond: Name | readonly Name[] | 'all'; readonly smear?: Duration };
  /** Strikes all of its `nodes` at once; a `smear` is drawn from its range. */
  strike: Omit<Strike<Name>, 'for'> & { readonly smear?: DurationRange };
}

interface PlannedLeap {
  readonly nodes: readonly number[];
  /** Zero for a second that is repeated. */
  readonly over: Microseconds;
}

const SECOND: Microseconds = 1_000_000;

type StrikeForm = LeapSecondTypes<string>['strike'];

export const leapSecond: FaultKind<LeapSecondTypes<string>['form'], PlannedLeap, StrikeForm> = {
  keys: ['smear'],
  glyph: 'leapSecond',
  plan(form, { names, node, nodes, length, where }) {
    const { leapSecond: chosen, smear } = form;
    const listed: readonly unknown[] = chosen === 'all' ? names : Array.isArray(chosen) ? chosen : [];
    if (Array.isArray(chosen) && listed.length === 0)
      throw new ScenarioError(`The leap second of ${where} names no node.`, "Write `leapSecond: 'all'`.");
    const over = smear === undefined ? 0 : length(smear, 'smear');
    if (smear !== undefined && over <= SECOND) {
      throw new ScenarioError(
        `The \`smear\` of ${where} is ${durationText(over)}, in which a clock cannot lose a second.`,
        "Write more than a second, such as '24h'.",
        { path: ['smear'] },
      );
    }
    return { nodes: listed.length === 0 ? [node(chosen, 'leapSecond')] : nodes(listed, 'leapSecond'), over };
  },
  begin({ nodes, over }, world, name) {
    for (const node of nodes) strike(node, over, world, name);
    return 'struck';
  },
  describe: ({ nodes, over }) => ({
    label: leapText(over),
    strain: { drift: Infinity },
    ...(nodes.length === 1 ? { node: nodes[0]! } : {}),
  }),
  nemesis: {
    keys: ['smear'],
    lasts: false,
    check({ smear }, { where }) {
      if (smear === undefined) return;
      const [shortest] = inPart('smear', () => checkRange(smear, `The \`smear\` of ${where}`));
      if (shortest <= SECOND)
        throw new ScenarioError(`The \`smear\` of ${where} may be no longer than a second.`, "Write more, such as '24h'.", {
          path: ['smear'],
        });
    },
    draw: ({ smear }, { nodes, between }) => ({ leapSecond: nodes, ...(smear === undefined ? {} : { smear: between(smear) }) }),
  },
};

function strike(node: number, over: Microseconds, world: FaultWorld, name: string): void {
  const by = -SECOND;
  world.distort(node, name, over === 0 ? { kind: 'step', by } : { kind: 'smear', by, over }, leapText(over));
}

function leapText(over: Microseconds): string {
  return over === 0 ? 'leap second: 23:59:59 twice' : `leap second smeared over ${durationText(over)}`;
}
