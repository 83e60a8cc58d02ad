import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { indexesOfNodes } from '../faults/links.ts';

/**
 * The groups of a scenario's `alike`, by number.
 * @throws ScenarioError for what is no list of lists of nodes, and for a node that is named twice.
 */
export function alikeNodes(written: unknown, names: readonly string[]): readonly (readonly number[])[] {
  if (written === undefined) return [];
  if (!Array.isArray(written)) throw noGroups(written, '`alike`');
  const groups = written.map((group: unknown, index) => {
    return inPart(index, () => {
      if (!Array.isArray(group)) throw noGroups(group, `alike[${index}]`);
      return indexesOfNodes(group, names, `alike[${index}]`);
    });
  });
  const all = groups.flat();
  const twice = all.find((node, index) => all.indexOf(node) !== index);
  if (twice === undefined) return groups;
  throw new ScenarioError(`\`alike\` names '${names[twice]!}' twice.`, 'Each node is in one group at most: name it once.');
}

function noGroups(written: unknown, where: string): ScenarioError {
  return new ScenarioError(`${where} is ${writtenText(written)}, which is no list of nodes.`, "Write `alike: [['a', 'b', 'c']]`.");
}
