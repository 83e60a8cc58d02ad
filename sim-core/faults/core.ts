import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { thrownText } from '../base/thrown-text.ts';
import type { Stream } from '../choices/choices.ts';
import { shuffled } from '../choices/shuffled.ts';
import { indexesOfNodes } from './links.ts';
import type { Harm } from './lasting-harm.ts';

/** What is enough for progress: so many nodes, or these. */
type Enough<Name extends string> = 'majority' | number | readonly Name[];

/**
 * Which nodes are enough for the system to make progress: a `'majority'` of all nodes, a number of them, a list of those
 * that must be there, or a function of the nodes. A function gets names and answers with one of these, or with whether
 * those nodes are enough, of which more are enough too:
 *
 * ```ts
 * core: (nodes) => nodes.includes('client') && nodes.filter((name) => name !== 'client').length >= 2,
 * ```
 */
export type Core<Name extends string> = Enough<Name> | ((nodes: readonly string[]) => Enough<Name> | boolean);

/** What is enough, checked. */
export interface CoreRule {
  /** How it reads behind "No core is left:". */
  readonly text: string;
  /** Whether these nodes, by number and in any order, are enough; more of them are enough too. */
  isEnough(nodes: readonly number[]): boolean;
}

/** The nodes of which a run demands progress once it has stabilised. */
export interface DrawnCore {
  /** By number, in the order of the scenario; none when no core is left. */
  readonly members: readonly number[];
  /** Why there is none. */
  readonly unavailable?: string;
}

const WHERE = 'The `core` of the scenario';
const EXAMPLE = "Write `core: 'majority'`, a number of nodes, a list of names, or a function of the names.";

/** @throws ScenarioError when no core could ever be what is asked for. */
export function coreRule(core: unknown, names: readonly string[]): CoreRule {
  if (typeof core !== 'function') return enough(core, names);
  const ask = asking(core as (nodes: readonly string[]) => unknown);
  const answer = ask(names);
  if (typeof answer !== 'boolean') return enough(answer, names);
  if (!answer) throw new ScenarioError(`${WHERE} says that not even all nodes are enough.`, 'Return true for those that are.');
  return {
    text: 'the nodes that `core` asks for',
    isEnough: (nodes) => ask([...nodes].sort((a, b) => a - b).map((node) => names[node]!)) === true,
  };
}

function asking(core: (nodes: readonly string[]) => unknown): (nodes: readonly string[]) => unknown {
  return (nodes) => {
    try {
      return core(Object.freeze([...nodes]));
    } catch (error) {
      throw new ScenarioError(`${WHERE} threw ${thrownText(error)}.`, 'It must answer for any of the nodes.');
    }
  };
}

function enough(core: unknown, names: readonly string[]): CoreRule {
  const all = names.length;
  if (core === 'majority') return counting(Math.floor(all / 2) + 1, all, 'a majority, ');
  if (typeof core === 'number') {
    if (Number.isSafeInteger(core) && core >= 1 && core <= all) return counting(core, all, '');
    throw new ScenarioError(`${WHERE} is ${core} of ${all} node${all === 1 ? '' : 's'}.`, `Write a whole number from 1 to ${all}.`);
  }
  if (!Array.isArray(core)) throw new ScenarioError(`${WHERE} is ${writtenText(core)}.`, EXAMPLE);
  if (core.length === 0) throw new ScenarioError(`${WHERE} is an empty list.`, 'Name at least one node, or leave it out.');
  const listed = indexesOfNodes(core, names, WHERE);
  const twice = listed.find((node, place) => listed.indexOf(node) !== place);
  if (twice !== undefined) throw new ScenarioError(`${WHERE} has '${names[twice]}' twice.`, 'Name each node once.');
  return { text: listed.map((node) => names[node]).join(', '), isEnough: (nodes) => listed.every((node) => nodes.includes(node)) };
}

function counting(least: number, all: number, what: string): CoreRule {
  return { text: `${what}${least} of ${all} nodes`, isEnough: (nodes) => nodes.length >= least };
}

/**
 * Draws a core: nodes that are enough, that nothing harms for good, and that all reach each other. Its size is drawn as
 * well, so that often nothing but the least is left and often nobody is left out.
 *
 * Whatever harms nodes outside of the core that was drawn, or their links, changes nothing about it: it is the first that
 * fits in an order which the seed alone decides. So what a nemesis drew can be pasted into `faults`.
 */
export function drawCore(rule: CoreRule, count: number, harm: Harm, random: Stream): DrawnCore {
  const order = shuffled([...Array(count).keys()], random);
  const drawn = 1 + random.below(count);
  const fit = order.filter((node) => !harm.nodes.has(node));
  const sizes = [...Array(count).keys()].map((index) => index + 1);
  // At least as many as drawn, if that can be; otherwise as many as can be.
  for (const size of [...sizes.slice(drawn - 1), ...sizes.slice(0, drawn - 1).reverse()]) {
    const members = ofSize(size, [], fit, { rule, harm, count });
    if (members) return { members: members.sort((a, b) => a - b) };
  }
  return { members: [], unavailable: `No core is left. It takes ${rule.text}, up and reaching each other, but ${harm.text}.` };
}

interface Search {
  readonly rule: CoreRule;
  readonly harm: Harm;
  readonly count: number;
}

/** The first core of a size in the order of `rest`, which all reach those chosen. */
function ofSize(size: number, chosen: readonly number[], rest: readonly number[], search: Search): number[] | undefined {
  const { rule, harm, count } = search;
  if (chosen.length === size) return rule.isEnough(chosen) ? [...chosen] : undefined;
  for (let left = rest; chosen.length + left.length >= size && rule.isEnough([...chosen, ...left]); left = left.slice(1)) {
    const [first = 0, ...others] = left;
    const reached = harm.links.size === 0 ? others : others.filter((node) => reach(first, node, harm, count));
    const found = ofSize(size, [...chosen, first], reached, search);
    if (found) return found;
  }
  return undefined;
}

function reach(one: number, other: number, { links }: Harm, count: number): boolean {
  return !links.has(one * count + other) && !links.has(other * count + one);
}
