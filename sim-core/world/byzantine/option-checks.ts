import { didYouMean } from '../../base/nearest.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import { writtenText } from '../../base/written-text.ts';

/** @throws ScenarioError when it is neither absent nor a list of names of fields that is not empty. */
export function checkFields(fields: unknown, where: string, example: string): void {
  if (fields === undefined) return;
  if (Array.isArray(fields) && fields.length > 0 && fields.every((field) => typeof field === 'string')) {
    if (!fields.includes('type')) return;
    throw new ScenarioError(
      `The \`fields\` of ${where} name \`type\`, which is what chooses the handler.`,
      'Leave it out: a lie of another type would be a crash.',
      { path: ['fields'] },
    );
  }
  throw new ScenarioError(`The \`fields\` of ${where} are not a list of names.`, `Write ${example}.`, { path: ['fields'] });
}

/** @throws ScenarioError when it is neither absent nor a probability. */
export function checkChance(chance: unknown, where: string): void {
  if (chance === undefined || (typeof chance === 'number' && chance >= 0 && chance <= 1)) return;
  throw new ScenarioError(
    `The \`chance\` of ${where} is ${writtenText(chance)}, which is not a probability.`,
    'Write a number from 0 to 1.',
    { path: ['chance'] },
  );
}

/** @throws ScenarioError when it is no list of nodes that exist. */
export function checkNodes(nodes: unknown, names: readonly string[], where: string): void {
  if (!Array.isArray(nodes) || nodes.length === 0)
    throw new ScenarioError(`${where} is not a list of nodes.`, `Name some of ${names.join(', ')}, as in ['${names[0] ?? 'a'}'].`);
  for (const [place, name] of nodes.entries()) {
    if (names.includes(name as string)) continue;
    throw new ScenarioError(
      `${where} names the node ${writtenText(name)}, which does not exist.`,
      didYouMean(name, names).replace('Known are', 'The nodes are'),
      { path: [String(place)] },
    );
  }
}
