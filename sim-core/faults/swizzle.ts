import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import type { Microseconds } from '../base/units.ts';
import { shuffled } from '../choices/shuffled.ts';
import { FOR, needed, optional } from './options.ts';
import type { FaultKind, FaultWorld, PlanContext, Strike } from './fault-kind.ts';
import { isForEver, type FaultLength } from './fault-length.ts';

export interface SwizzleTypes<Name extends string> {
  /**
   * Swizzle-clogging (FoundationDB; Zhou et al. 2021): all links of these nodes are clogged, one node after the other in
   * the first half of the time, and let go in the order of `restore` in the second half; in the reverse order, if absent.
   */
  form: { readonly swizzle: readonly Name[]; readonly restore?: readonly Name[]; readonly for: FaultLength };
  strike: Strike<Name>;
}

interface PlannedSwizzle {
  readonly count: number;
  /** The nodes that are clogged from each step on. */
  readonly clogged: readonly (readonly number[])[];
  readonly labels: readonly string[];
  readonly steps: readonly Microseconds[];
  readonly label: string;
  readonly links: readonly number[];
}

const SECOND: Microseconds = 1_000_000;

type Form = SwizzleTypes<string>['form'];

export const swizzle: FaultKind<Form, PlannedSwizzle, Strike<string>> = {
  options: {
    swizzle: needed('nodes', 'The nodes whose links are clogged, in this order.'),
    restore: optional('nodes', 'The order in which they are let go.', 'the reverse order'),
    for: FOR,
  },
  plan(form, context) {
    const { names, at, where, endOf } = context;
    const stops = nodesOf(form.swizzle, 'swizzle', context);
    const restores = form.restore === undefined ? [...stops].reverse() : nodesOf(form.restore, 'restore', context);
    if (restores.length !== stops.length || restores.some((node) => !stops.includes(node))) {
      throw new ScenarioError(
        `The \`restore\` of ${where} does not name the nodes of its \`swizzle\`.`,
        'Name the same nodes in another order.',
        { path: ['restore'] },
      );
    }
    const clogged = stops.map((_, index) => stops.slice(0, index + 1));
    const labels = stops.map((node) => `${names[node]} clogged`);
    const until = endOf(form.for);
    if (!isForEver(form.for)) {
      // The last one is let go at the end.
      restores.slice(0, -1).forEach((node, index) => {
        clogged.push(stops.filter((stop) => !restores.slice(0, index + 1).includes(stop)));
        labels.push(`${names[node]} let go`);
      });
    }
    const half = stops.length;
    // Who is never let go is clogged a second after the one before.
    const length = isForEver(form.for) ? 2 * half * SECOND : until - at;
    const steps = clogged.map((_, index) => at + Math.floor((length * (index + (index < half ? 0 : 1))) / (2 * half)));
    if (length < 2 * half)
      throw new ScenarioError(`The \`for\` of ${where} is too short for so many nodes.`, 'Give each of them a microsecond or more.', {
        path: ['for'],
      });
    return {
      count: names.length,
      clogged,
      labels,
      steps,
      label: `swizzle ${stops.map((node) => names[node]).join(', ')}`,
      links: linksOf(stops, names.length),
      until,
    };
  },
  begin: (planned, world, name) => world.disturb(name, disturbance(planned, 0), planned.label),
  step: (planned, world, name, index) => world.redisturb(name, disturbance(planned, index), planned.labels[index]!),
  end: (_planned, world: FaultWorld, name) => world.calm(name),
  describe: ({ label, links }) => ({ label, links, stops: 'clogged', strain: { delay: Infinity } }),
  nemesis: {
    options: {},
    lasts: true,
    usual: ({ names }) => (names.length > 1 ? {} : undefined),
    draw(_strike, { nodes, random, lasts }) {
      const some = shuffled(nodes, random).slice(0, 1 + random.below(nodes.length));
      return { swizzle: some, restore: shuffled(some, random), for: lasts() };
    },
  },
};

function disturbance({ clogged, count }: PlannedSwizzle, index: number): Parameters<FaultWorld['disturb']>[1] {
  return { links: linksOf(clogged[index]!, count), held: true, shown: 'swizzle' };
}

/** All links of some nodes, each once. */
function linksOf(nodes: readonly number[], count: number): readonly number[] {
  const links = new Set<number>();
  for (const node of nodes) {
    for (let other = 0; other < count; other++) {
      if (other !== node) links.add(node * count + other).add(other * count + node);
    }
  }
  return [...links];
}

function nodesOf(value: unknown, key: string, { nodes: indexesOf, where }: PlanContext): readonly number[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new ScenarioError(
      `The \`${key}\` of ${where} is no list of nodes.`,
      `Write \`${key}: ['a', 'b']\`, in the order in which they take their turns.`,
      { path: [key] },
    );
  const nodes = indexesOf(value, key);
  const twice = value.find((name: unknown, index) => value.indexOf(name) !== index) as unknown;
  if (twice !== undefined)
    throw new ScenarioError(`The \`${key}\` of ${where} has ${writtenText(twice)} twice.`, 'Name each node once.', { path: [key] });
  return nodes;
}
