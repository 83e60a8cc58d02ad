import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { didYouMean } from '../base/nearest.ts';
import { writtenText } from '../base/written-text.ts';

/** Which links a link fault disturbs: those from and to the named nodes, but none from a node to itself. `{}` is all of them. */
export interface LinkSelection<Name extends string> {
  /** Who sends on them; all nodes, if absent. */
  readonly from?: readonly Name[];
  /** Who receives on them; all nodes, if absent. */
  readonly to?: readonly Name[];
}

/** @throws ScenarioError when there is no node of that name. */
export function indexOfNode(name: unknown, names: readonly string[], where: string): number {
  const index = names.indexOf(name as string);
  if (index >= 0) return index;
  throw new ScenarioError(
    `${where} names the node ${writtenText(name)}, which does not exist.`,
    typeof name === 'string' ? didYouMean(name, names).replace('Known are', 'The nodes are') : `The nodes are ${names.join(', ')}.`,
  );
}

/** The same for each name of a list. */
export function indexesOfNodes(listed: readonly unknown[], names: readonly string[], where: string): number[] {
  return Array.from(listed, (name, place) => inPart(place, () => indexOfNode(name, names, where)));
}

/**
 * The links that are meant, without those from a node to itself.
 * @throws ScenarioError for an unknown node or key.
 */
export function selectLinks(selection: LinkSelection<string> | undefined, names: readonly string[], where: string): readonly number[] {
  if (selection !== undefined && (typeof selection !== 'object' || selection === null)) {
    throw new ScenarioError(
      `${where} is ${writtenText(selection)}, which names no links.`,
      "Write { from: ['a'], to: ['b'] }, or leave it out for all links.",
    );
  }
  for (const key of Object.keys(selection ?? {})) {
    if (key !== 'from' && key !== 'to')
      throw new ScenarioError(`${where} has \`${key}\`, which it does not know.`, didYouMean(key, ['from', 'to']), { path: [key] });
  }
  const side = (chosen: unknown, key: string): readonly number[] => {
    if (chosen === undefined) return names.map((_, index) => index);
    if (!Array.isArray(chosen))
      throw new ScenarioError(
        `The \`${key}\` of ${where.replace(/^The /, 'the ')} is not a list of nodes.`,
        `Write \`${key}: ['a', 'b']\`.`,
        { path: [key] },
      );
    return inPart(key, () => indexesOfNodes(chosen, names, where));
  };
  return linksBetween(side(selection?.from, 'from'), side(selection?.to, 'to'), names.length);
}

export function linksBetween(from: readonly number[], to: readonly number[], size: number): readonly number[] {
  return from.flatMap((source) => to.filter((target) => target !== source).map((target) => source * size + target));
}

/** The nodes at which a link begins and ends. */
export function endsOf(link: number, size: number): readonly [from: number, to: number] {
  return [Math.floor(link / size), link % size];
}

/** `on all links`, `from a`, `to b, c`, `from a to b`. */
export function describeLinks(selection: LinkSelection<string> | undefined): string {
  if (!selection?.from && !selection?.to) return 'on all links';
  return [selection.from ? `from ${selection.from.join(', ')}` : '', selection.to ? `to ${selection.to.join(', ')}` : '']
    .filter(Boolean)
    .join(' ');
}

/** A strike that names nodes disturbs what they send. */
export function linksOfStrike(strike: { readonly nodes?: readonly string[] }): { links?: { from: readonly string[] } } {
  return strike.nodes ? { links: { from: strike.nodes } } : {};
}
