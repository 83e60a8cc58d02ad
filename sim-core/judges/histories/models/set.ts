import { countWhile } from '../../../base/count-while.ts';
import { canonicalText } from '../../../base/canonical-text.ts';
import { lineOf } from '../../../base/plain-text.ts';
import { ModelMismatch, type KnownModel } from '../model.ts';
import { operationOf } from '../operation-words.ts';
import { decideGrowingSet } from './set-order.ts';

const OPERATIONS = ['add', 'remove', 'read'] as const;

/** A set: a read returns all that was added and not removed, in any order. Items are held as sorted texts. */
export function set(): KnownModel<readonly string[]> {
  return {
    name: 'set',
    operations: OPERATIONS,
    init: () => [],
    isRead: ({ operation }) => operation === 'read',
    step(state, { operation, input }) {
      if (operation === 'read') return { state, output: state };
      const item = input as string;
      const at = placeOf(item, state);
      const isIn = state[at] === item;
      if (isIn === (operation === 'add')) return { state };
      const [before, after] = [state.slice(0, at), state.slice(isIn ? at + 1 : at)];
      return { state: isIn ? before.concat(after) : before.concat([item], after) };
    },
    matches: (output, told) => sameItems(output as readonly string[], told as readonly string[]),
    textOf: (state) => state.join(','),
    decide: decideGrowingSet,
    // An item that no read returned can as well have never been added.
    unseen(mayHaveHappened, happened) {
      const seen = new Set(happened.flatMap(({ operation, output }) => (operation === 'read' ? (output as readonly string[]) : [])));
      return new Set(mayHaveHappened.filter(({ operation, input }) => operation === 'add' && !seen.has(input as string)));
    },
    read({ operation: name, input, output, happened }) {
      const operation = operationOf(name, 'set', OPERATIONS);
      if (operation === 'read') return { operation, input: null, output: happened ? itemsOf(output) : undefined };
      if (input === undefined) throw new ModelMismatch(`the ${operation} has no value.`, 'Give the item as its value.');
      return { operation, input: canonicalText(input), output: undefined };
    },
  };
}

function itemsOf(output: unknown): readonly string[] {
  if (output === null || output === undefined) return [];
  if (Array.isArray(output) || output instanceof Set) return [...new Set([...output].map(canonicalText))].sort();
  throw new ModelMismatch(`the read returned ${lineOf(output, 60)}.`, 'Give all items of the set as a list.');
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}

function placeOf(item: string, items: readonly string[]): number {
  return countWhile(items.length, (at) => items[at]! < item);
}
