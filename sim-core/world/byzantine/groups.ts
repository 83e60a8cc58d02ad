import { inPart, ScenarioError } from '../../base/scenario-error.ts';
import { writtenText } from '../../base/written-text.ts';
import { didYouMean } from '../../base/nearest.ts';
import type { Checking, Lie } from './behaviour.ts';
import { checkNodes } from './option-checks.ts';

/**
 * Who is told the same by a liar. `'halves'`: every second of the other nodes that run the same handlers hears the
 * lie; `'one'`: a single victim, drawn by the seed among the liar's peers; `'drawn'`: each node is drawn into those
 * who hear the truth, one lie or another; or lists of nodes, each of which hears a lie of its own. A division lasts for the run.
 */
export type Groups = 'halves' | 'one' | 'drawn' | readonly (readonly string[])[];

const SHAPES = ['halves', 'one', 'drawn'] as const;

/** @throws ScenarioError when it is no division of the nodes. */
export function checkGroups(groups: unknown, where: string, { names }: Checking): void {
  if (groups === undefined || SHAPES.includes(groups as never)) return;
  if (typeof groups === 'string')
    throw new ScenarioError(`${where} is '${groups}', which is no way to divide nodes.`, didYouMean(groups, SHAPES));
  if (!Array.isArray(groups) || groups.length === 0)
    throw new ScenarioError(
      `${where} is ${writtenText(groups)}, which divides no nodes.`,
      `Write one of ${SHAPES.join(', ')}, or lists of nodes.`,
    );
  const seen = new Set<string>();
  groups.forEach((group, index) => {
    inPart(index, () => checkNodes(group, names, `${where}[${index}]`));
    for (const name of group as readonly string[]) {
      if (seen.has(name))
        throw new ScenarioError(`${where} has '${name}' in two groups.`, 'Nobody is told two lies: name it once.', {
          path: [String(index)],
        });
      seen.add(name);
    }
  });
}

/** The number of the group that the receiver of a lie belongs to, among those outside of `ring`; 0 is told the truth. */
export function groupOf(groups: Groups, lie: Lie, ring: readonly string[]): number {
  const { cast, receiver } = lie;
  const name = cast.names[receiver]!;
  if (ring.includes(name)) return 0;
  if (typeof groups === 'object') return groups.findIndex((group) => group.includes(name)) + 1;
  const id = ring.join('+');
  if (groups === 'drawn') return lie.lasting(`groups/${id}/${name}`).below(3);
  const kin = (kind: number): readonly string[] => cast.names.filter((other, index) => cast.kinds[index] === kind && !ring.includes(other));
  if (groups === 'halves') return kin(cast.kinds[receiver]!).indexOf(name) % 2;
  const peers = kin(cast.kinds[lie.liar]!);
  const candidates = peers.length > 0 ? peers : cast.names.filter((other) => !ring.includes(other));
  return candidates[lie.lasting(`groups/${id}`).below(candidates.length)] === name ? 1 : 0;
}
