import { outOfOrder, type Block } from '../in-blocks.ts';
import type { Decision, Timed } from '../model.ts';

/**
 * Decides whether a set from which nothing is removed is linearizable: its reads are in order of what they returned, and
 * each item was added before the first of them that has it. Undefined where something is removed.
 */
export function decideGrowingSet<Of extends Timed>(all: readonly Of[]): Decision<Of> | undefined {
  if (all.some(({ operation }) => operation === 'remove')) return undefined;
  const reads = all
    .filter(({ operation, completedAt }) => operation === 'read' && completedAt !== undefined)
    .sort((a, b) => itemsOf(a).length - itemsOf(b).length);
  const levels = new Map<string, number>();
  const groups: Of[][] = [];
  let before: Of | undefined;
  for (const read of reads) {
    const items = itemsOf(read);
    const known = before ? itemsOf(before) : [];
    const has = new Set(items);
    if (!known.every((item) => has.has(item))) return { verdict: 'violated', few: [before!, read] };
    if (!before || items.length > known.length) {
      for (const item of items) if (!levels.has(item)) levels.set(item, groups.length);
      groups.push([]);
    }
    groups.at(-1)!.push(read);
    before = read;
  }
  const adds = addsByItem(all);
  for (const item of levels.keys())
    if (!adds.has(item)) return { verdict: 'violated', few: [reads.find((read) => itemsOf(read).includes(item))!] };
  const found = outOfOrder(blocksOf(groups, levels, adds));
  if (!found) return { verdict: 'held' };
  const [late] = found;
  // What was added too late shows in a read that has it, unless somebody else added it too.
  const shown = late.operation === 'add' ? [...adds.get(late.input as string)!, groups[levels.get(late.input as string)!]![0]!] : [];
  return { verdict: 'violated', few: [...new Set([...found, ...shown])] };
}

function itemsOf({ output }: Timed): readonly string[] {
  return output as readonly string[];
}

/** Of each item those that add it, the one that began first at the front: if any has to come early, it can be this one. */
function addsByItem<Of extends Timed>(all: readonly Of[]): ReadonlyMap<string, Of[]> {
  const adds = new Map<string, Of[]>();
  for (const each of all) {
    if (each.operation !== 'add') continue;
    const known = adds.get(each.input as string);
    if (!known) adds.set(each.input as string, [each]);
    else if (each.invokedAt < known[0]!.invokedAt) known.unshift(each);
    else known.push(each);
  }
  return adds;
}

/** In turn what is added before a group of reads that return the same, and that group. */
function blocksOf<Of extends Timed>(
  groups: readonly (readonly Of[])[],
  levels: ReadonlyMap<string, number>,
  adds: ReadonlyMap<string, readonly Of[]>,
): readonly Block<Of>[] {
  const added = Array.from({ length: groups.length + 1 }, () => ({ operations: [] as Of[], later: [] as Of[] }));
  for (const [item, [first, ...others]] of adds) {
    const level = added[levels.get(item) ?? groups.length]!;
    if (levels.has(item)) level.operations.push(first!);
    else level.later.push(first!);
    level.later.push(...others);
  }
  return added.flatMap((block, at) => (at < groups.length ? [block, { operations: groups[at]! }] : [block]));
}
