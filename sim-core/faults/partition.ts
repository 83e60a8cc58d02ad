import { needed, optional } from './options.ts';
import { didYouMean } from '../base/nearest.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Stream } from '../choices/choices.ts';
import { shuffled } from '../choices/shuffled.ts';
import type { CutSides } from '../trace/facts.ts';
import type { DrawContext, FaultKind, PlanContext, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { indexesOfNodes, linksBetween, selectLinks } from './links.ts';
import { fits, isShape, requireEnough, SHAPES, shaped, type Shape, type Shaped } from './partition-shapes.ts';
import { writtenText } from '../base/written-text.ts';

type Groups<Name extends string> = readonly (readonly Name[])[];
type OneWay<Name extends string> = { readonly from: readonly Name[]; readonly to: readonly Name[] };

/** What is drawn if no shape is named. More of them would make other faults of every seed. */
const USUAL = ['halves', 'isolate', 'one-way'] as const;
type DrawnShape = (typeof USUAL)[number] | Shape;
const DRAWN: readonly DrawnShape[] = [...USUAL, ...SHAPES];

export interface PartitionTypes<Name extends string> {
  /**
   * Cuts the links between the groups, or one way from some nodes to others, or as a shape says. Nodes of no group
   * keep their links. Heals after `for`; at the next `heal` or at stabilisation, if absent.
   */
  form: { readonly partition: Groups<Name> | OneWay<Name> | Shaped<Name>; readonly for?: FaultLength };
  /**
   * `halves` splits the nodes in two, `isolate` cuts one off, `one-way` cuts one direction; any of these, if absent.
   * The others are the shapes of `partition`, between the strike's `nodes` alone; `any` draws one of all that so many
   * nodes can have.
   */
  strike: Strike<Name> & { readonly shape?: DrawnShape | 'any' };
}

interface PlannedPartition {
  readonly links: readonly number[];
  readonly label: string;
  readonly cut: CutSides;
}

type Form = PartitionTypes<string>['form'];
type StrikeForm = PartitionTypes<string>['strike'];

export const partition: FaultKind<Form, PlannedPartition, StrikeForm> = {
  options: {
    partition: needed('own', 'The groups, the two sides, or the shape.'),
    for: optional('length', 'How long it lasts.', 'until the next heal, or stabilisation'),
  },
  plan: (form, context) => ({
    ...inPart('partition', () => plannedOf(form.partition, context)),
    ...(form.for === undefined ? {} : { until: context.endOf(form.for) }),
  }),
  begin: ({ links, label }, world, name) => world.disturb(name, { links, cut: true }, label),
  end: (_planned, world, name) => world.calm(name),
  describe: ({ links, label, cut }) => ({ label, links, cut, stops: 'cut', strain: { delay: Infinity } }),
  nemesis: {
    options: {
      shape: optional('own', 'Which links it cuts.', 'halves, isolate or one-way, drawn'),
    },
    lasts: true,
    usual: ({ names }) => (names.length > 1 ? { shape: 'any' } : undefined),
    check({ shape, nodes }, { names, where }) {
      if (shape === undefined || shape === 'any') return;
      if (!DRAWN.includes(shape))
        throw new ScenarioError(
          `The \`shape\` of ${where} is ${writtenText(shape)}, which is not one.`,
          didYouMean(shape, [...DRAWN, 'any']),
          { path: ['shape'] },
        );
      if (isShape(shape)) inPart('shape', () => requireEnough(shape, (nodes ?? names).length, `The \`shape\` of ${where}`));
    },
    draw(strike, { names, nodes, random, lasts }) {
      const drawn = drawPartition(strike.shape, nodes, names, random);
      return drawn && { partition: drawn, for: lasts() };
    },
    drawOutside: ({ shape }, context) => ({ partition: drawAround(shape, context), for: context.lasts() }),
  },
};

function plannedOf(value: Form['partition'], context: PlanContext): PlannedPartition {
  if (isShaped(value)) return shaped(value, context);
  return isOneWay(value) ? oneWay(value, context) : groups(value, context);
}

function isShaped(value: Form['partition']): value is Shaped<string> {
  return typeof value === 'object' && value !== null && 'shape' in value;
}

function isOneWay(value: Form['partition']): value is OneWay<string> {
  return typeof value === 'object' && value !== null && ('from' in value || 'to' in value);
}

function oneWay(value: OneWay<string>, { names, where }: PlanContext): PlannedPartition {
  const links = selectLinks(value, names, `The \`partition\` of ${where}`);
  const { from, to } = value;
  if (!Array.isArray(from) || !Array.isArray(to) || from.length === 0 || to.length === 0) {
    throw new ScenarioError(`The \`partition\` of ${where} does not say both \`from\` and \`to\`.`, "Write { from: ['a'], to: ['b'] }.");
  }
  const sideOf = names.map((name) => (from.includes(name) ? 0 : to.includes(name) ? 1 : -1));
  return { links, label: `${from.join(', ')} cannot reach ${to.join(', ')}`, cut: { sideOf, oneWay: true } };
}

function groups(value: Groups<string>, { names, where }: PlanContext): PlannedPartition {
  const written: readonly unknown[] = Array.isArray(value) ? value : [value];
  const strange = written.findIndex((group) => !Array.isArray(group));
  if (strange >= 0)
    throw new ScenarioError(
      `The partition of ${where} has ${writtenText(written[strange])}, which is no list of nodes.`,
      "Write at least two groups, as in [['a', 'b'], ['c']].",
      { path: [String(strange)] },
    );
  if (value.length < 2 || value.some((group) => group.length === 0)) {
    throw new ScenarioError(
      `The partition of ${where} has fewer than two groups with nodes.`,
      "Write at least two, as in [['a', 'b'], ['c']].",
    );
  }
  const indexes = value.map((group, index) => inPart(index, () => indexesOfNodes(group, names, where)));
  const sideOf = names.map(() => -1);
  indexes.forEach((group, side) =>
    group.forEach((index: number) => {
      if (sideOf[index] !== -1)
        throw new ScenarioError(`The partition of ${where} has '${names[index]}' in two groups.`, 'Name each node once.', {
          path: [String(side)],
        });
      sideOf[index] = side;
    }),
  );
  return {
    links: indexes.flatMap((group, at) =>
      indexes.flatMap((other, against) => (at === against ? [] : linksBetween(group, other, names.length))),
    ),
    label: value.map((group) => group.join(', ')).join(' | '),
    cut: { sideOf, oneWay: false },
  };
}

/** Cuts one node off from some of the others or all, in one direction or both: most such partitions are partial. */
function drawAround(shape: StrikeForm['shape'], { names, random, pick }: DrawContext): Form['partition'] {
  const node = pick();
  const others = names.filter((name) => name !== node);
  const isWhole = random.chance(0.5);
  const some = others.filter(() => random.chance(0.5));
  const cut = isWhole || some.length === 0 ? others : some;
  const isOneWay = random.chance(0.5);
  const isDeaf = random.chance(0.5);
  const isFree = shape === undefined || shape === 'any';
  if (isFree ? !isOneWay : shape !== 'one-way') return [[node], cut];
  return isDeaf ? { from: cut, to: [node] } : { from: [node], to: cut };
}

function drawPartition(
  shape: StrikeForm['shape'],
  nodes: readonly string[],
  names: readonly string[],
  random: Stream,
): Form['partition'] | undefined {
  const possible = shape === 'any' ? DRAWN.filter((one) => !isShape(one) || fits(one, nodes.length)) : USUAL;
  const chosen = shape === undefined || shape === 'any' ? possible[random.below(possible.length)]! : shape;
  const order = shuffled(nodes, random);
  if (isShape(chosen)) return { shape: chosen, nodes: order };
  const side = order.slice(0, chosen === 'halves' ? Math.floor(order.length / 2) : 1);
  const rest = names.filter((name) => !side.includes(name));
  if (side.length === 0 || rest.length === 0) return undefined;
  if (chosen === 'one-way') return random.chance(0.5) ? { from: side, to: rest } : { from: rest, to: side };
  return [side, rest];
}
