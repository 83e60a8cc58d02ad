import { keysOf, requireKnownOptions } from '../base/known-keys.ts';
import { didYouMean } from '../base/nearest.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import type { CutSides } from '../trace/facts.ts';
import type { PlanContext } from './fault-kind.ts';
import { linksBetween } from './links.ts';
import { writtenText } from '../base/written-text.ts';

/**
 * Which nodes reach each other, where that is no matter of groups. The order of `nodes` decides who plays which part:
 *
 * - `minority-third`: the first of them, less than a third, and the rest;
 * - `bridge`: two halves, and the first node reaches both (Jepsen's `bridge`);
 * - `majorities-ring`: each hears a majority, its neighbours on a ring, and no two hear the same one (Jepsen's);
 * - `chain`: each reaches the one before and the one behind it;
 * - `non-transitive`: the first two do not reach each other, and all the others reach both (the partial partition of
 *   Alquraan and others 2018).
 */
export interface Shaped<Name extends string> {
  readonly shape: Shape;
  /** All nodes in their order, if absent. Others keep their links. */
  readonly nodes?: readonly Name[];
}

export type Shape = 'minority-third' | 'bridge' | 'majorities-ring' | 'chain' | 'non-transitive';

interface ShapeKind {
  /** With fewer nodes there is no such shape. */
  readonly least: number;
  readonly why: string;
  /** Whether one node, by its place in the order, is cut off from hearing another. */
  isCut(from: number, to: number, count: number): boolean;
  /** The side on which a place is; -1 where there are none or it is on both. */
  sideOf(place: number, count: number): number;
  /** How it reads, with the names in order. */
  label(names: readonly string[]): string;
}

const halfWithout = (count: number): number => 1 + Math.floor((count - 1) / 2);
const third = (count: number): number => Math.floor((count - 1) / 3);

/** Sides of two groups, between which nothing passes. */
function split(sideOf: ShapeKind['sideOf']): Pick<ShapeKind, 'isCut' | 'sideOf'> {
  return {
    sideOf,
    isCut(from, to, count) {
      const [source, target] = [sideOf(from, count), sideOf(to, count)];
      return source >= 0 && target >= 0 && source !== target;
    },
  };
}

const KINDS: Readonly<Record<Shape, ShapeKind>> = {
  'minority-third': {
    least: 4,
    why: 'less than a third of fewer is nobody',
    ...split((place, count) => (place < third(count) ? 0 : 1)),
    label: (names) => `${names.slice(0, third(names.length)).join(', ')} | ${names.slice(third(names.length)).join(', ')}`,
  },
  bridge: {
    least: 3,
    why: 'a bridge joins two others',
    ...split((place, count) => (place === 0 ? -1 : place < halfWithout(count) ? 0 : 1)),
    label(names) {
      const half = halfWithout(names.length);
      return `${names.slice(1, half).join(', ')} | ${names.slice(half).join(', ')}, bridged by ${names[0]}`;
    },
  },
  'majorities-ring': {
    least: 3,
    why: 'of fewer each majority is all of them',
    sideOf: () => -1,
    isCut(from, to, count) {
      const majority = Math.floor(count / 2) + 1;
      // A node is in the middle of those whom it hears.
      const ahead = (from - to + Math.floor(majority / 2) + count) % count;
      return ahead >= majority;
    },
    label: (names) => `majorities on the ring ${names.join(', ')}`,
  },
  chain: {
    least: 3,
    why: 'of fewer no link is cut',
    sideOf: () => -1,
    isCut: (from, to) => Math.abs(from - to) > 1,
    label: (names) => `chain ${names.join(' – ')}`,
  },
  'non-transitive': {
    least: 3,
    why: 'there must be one whom both reach',
    ...split((place) => (place < 2 ? place : -1)),
    label: ([first, second, ...rest]) => `${first} | ${second}, both reach ${rest.join(', ')}`,
  },
};

/** All shapes. Seeds draw from them in this order. */
export const SHAPES = Object.keys(KINDS) as readonly Shape[];

export function isShape(name: string): name is Shape {
  return Object.hasOwn(KINDS, name);
}

export function fits(shape: Shape, count: number): boolean {
  return count >= KINDS[shape].least;
}

/** @throws ScenarioError when there is no such shape of so few nodes. */
export function requireEnough(shape: Shape, count: number, what: string): void {
  if (fits(shape, count)) return;
  const { least, why } = KINDS[shape];
  const nodes = `${count} node${count === 1 ? '' : 's'}`;
  throw new ScenarioError(`${what} is '${shape}' between ${nodes}: ${why}.`, `Give it at least ${least} nodes, or use another shape.`);
}

const SHAPED = keysOf<Shaped<string>>({ shape: true, nodes: true });

/**
 * The links that a shape cuts.
 * @throws ScenarioError with the path for an unknown shape, too few nodes, or one that is named twice.
 */
export function shaped(
  value: Shaped<string>,
  { names, where, nodes: indexesOf }: PlanContext,
): { readonly links: readonly number[]; readonly label: string; readonly cut: CutSides } {
  const what = `The \`partition\` of ${where}`;
  requireKnownOptions(value, SHAPED, what);
  const { shape, nodes = names } = value;
  if (typeof shape !== 'string' || !isShape(shape))
    throw new ScenarioError(`The \`shape\` of ${where} is ${writtenText(shape)}, which is not one.`, didYouMean(shape, SHAPES), {
      path: ['shape'],
    });
  if (!Array.isArray(nodes))
    throw new ScenarioError(`The \`nodes\` of ${where} are not a list.`, "Write `nodes: ['a', 'b', 'c']`.", { path: ['nodes'] });
  const places = indexesOf(nodes, 'nodes');
  const twice = places.find((index, place) => places.indexOf(index) !== place);
  if (twice !== undefined)
    throw new ScenarioError(`The partition of ${where} has '${names[twice]}' twice.`, 'Name each node once.', { path: ['nodes'] });
  const count = places.length;
  requireEnough(shape, count, what);
  const kind = KINDS[shape];
  const sideOf = names.map(() => -1);
  places.forEach((index, place) => (sideOf[index] = kind.sideOf(place, count)));
  return {
    links: places.flatMap((source, from) =>
      places.flatMap((target, to) => (from !== to && kind.isCut(from, to, count) ? linksBetween([source], [target], names.length) : [])),
    ),
    label: kind.label(nodes),
    cut: { sideOf, oneWay: false },
  };
}
