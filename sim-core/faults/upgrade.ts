import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { keysOf, requireKnownOptions } from '../base/known-keys.ts';
import { writtenText } from '../base/written-text.ts';
import type { Duration } from '../base/duration.ts';
import type { Microseconds } from '../base/units.ts';
import { needed, optional } from './options.ts';
import type { FaultKind, PlanContext, Strike } from './fault-kind.ts';

/** The node is told before it is stopped, and has time to finish what it does. */
interface Drain {
  /** The timer of the node that rings then; its handler tells a load balancer, or whoever sends it work. */
  readonly timer: string;
  /** How long the node goes on after that. */
  readonly for: Duration;
}

interface Upgrade {
  /** Which of the scenario's `versions` it runs from then on. */
  readonly to: string;
  /** The node is told before; it is stopped without a warning, if absent. */
  readonly drain?: Drain;
}

export interface UpgradeTypes<Name extends string> {
  /**
   * The process is stopped, and starts again with the handlers of another version. Its machine goes on: what it has written
   * stays, synced or not. Its memory, its timers and what waits for it are lost. `for` is how long it is down; it starts at once,
   * if absent. Stabilisation ends what is under way: who is being drained is upgraded then.
   */
  form: { readonly upgrade: Name; readonly for?: Duration } & Upgrade;
  /** A rolling upgrade: one node after the other, in an order that is drawn, each once. */
  strike: Strike<Name> & Upgrade;
}

interface PlannedUpgrade {
  readonly node: number;
  readonly to: string;
  readonly timer: string | undefined;
  /** How long the node is down. */
  readonly down: Microseconds;
}

export const upgrade: FaultKind<UpgradeTypes<string>['form'], PlannedUpgrade, UpgradeTypes<string>['strike']> = {
  options: {
    upgrade: needed('node', 'The node that runs another version from then on.'),
    to: needed('text', 'The name of the version.'),
    drain: optional('own', 'The timer that rings before, and how long ahead.', 'it is not told before'),
    for: optional('duration', 'How long it is down.', 'it starts at once'),
  },
  plan(form, context) {
    const { at, node, length, where } = context;
    requireTarget(form.to, where);
    const drain = drainOf(form.drain, context);
    const down = form.for === undefined ? 0 : length(form.for, 'for');
    const stops = at + (drain?.length ?? 0);
    const steps = [at, ...(drain ? [stops] : []), ...(down > 0 ? [stops + down] : [])];
    return { node: node(form.upgrade, 'upgrade'), to: form.to, timer: drain?.timer, down, steps };
  },
  begin({ node, to, timer, down }, world, name) {
    return timer === undefined ? world.upgrades(node, name, { to, down }) : world.drains(node, name, { to, timer });
  },
  step({ node, to, timer, down }, world, name, index) {
    if (timer !== undefined && index === 1) world.drained(node, name, { to, down });
    else world.comesUp(node, name);
  },
  describe: ({ node, to, timer }) => ({
    label: timer === undefined ? `to ${to}` : `to ${to}, drained`,
    node,
    strain: { recovers: true },
  }),
  nemesis: {
    options: {
      to: needed('text', 'The name of the version.'),
      drain: optional('own', 'The timer that rings before, and how long ahead.', 'it is not told before'),
    },
    lasts: true,
    usual: ({ versions }) => (versions.length > 0 ? { to: versions.at(-1)! } : undefined),
    check: ({ to }, { where }) => requireTarget(to, where),
    draw({ to, drain }, { found, nodes, random, lasts }) {
      const left = nodes.filter((name) => !found.some((form) => form['upgrade'] === name));
      if (left.length === 0) return undefined;
      const form = { upgrade: left[random.below(left.length)]!, to, ...(drain === undefined ? {} : { drain }) };
      return { ...form, for: lasts() as Duration };
    },
    // No upgrade lasts for good.
    drawOutside: () => undefined,
  },
};

function requireTarget(to: unknown, where: string): void {
  if (typeof to === 'string') return;
  throw new ScenarioError(
    `The upgrade of ${where} goes to ${writtenText(to)}.`,
    "Write `to: 'v2'`, by the name of one of the scenario's `versions`.",
    { path: ['to'] },
  );
}

const DRAIN = keysOf<Drain>({ timer: true, for: true });

function drainOf(
  drain: Drain | undefined,
  { length, where }: PlanContext,
): { readonly timer: string; readonly length: Microseconds } | undefined {
  if (drain === undefined) return undefined;
  if (typeof drain !== 'object' || drain === null || typeof drain.timer !== 'string')
    throw new ScenarioError(
      `The \`drain\` of ${where} is ${writtenText(drain)}.`,
      "Write { timer: 'drain', for: '2s' }, with a timer of the node that rings then.",
      { path: ['drain'] },
    );
  return inPart('drain', () => {
    requireKnownOptions(drain, DRAIN, `The \`drain\` of ${where}`);
    return {
      timer: drain.timer,
      length: Math.max(
        1,
        inPart('for', () => length(drain.for, 'drain.for')),
      ),
    };
  });
}
