import { canonicalText } from '../../../base/canonical-text.ts';
import { ModelMismatch, type KnownModel } from '../model.ts';
import { operationOf } from '../operation-words.ts';
import { decideQueue } from './queue-order.ts';

interface List {
  readonly item: unknown;
  readonly rest: List | null;
}

/** What is next to leave, first; and what came last, first (Hood and Melville 1981): no step copies the queue. */
interface Items {
  readonly front: List | null;
  readonly back: List | null;
}

const OPERATIONS = ['enqueue', 'dequeue'] as const;

/** A queue: what was enqueued first is dequeued first, and dequeuing from an empty one returns null. */
export function queue(): KnownModel<Items> {
  return {
    name: 'queue',
    operations: OPERATIONS,
    init: () => ({ front: null, back: null }),
    step(state, { operation, input }) {
      if (operation === 'enqueue') return { state: { front: state.front, back: { item: input, rest: state.back } } };
      const front = state.front ?? reversed(state.back);
      if (front === null) return { state, output: null };
      return { state: { front: front.rest, back: state.front === null ? null : state.back }, output: front.item };
    },
    textOf: ({ front, back }) => [...itemsOf(front), ...itemsOf(reversed(back))].map(canonicalText).join(','),
    decide: decideQueue,
    read(recorded) {
      const operation = operationOf(recorded.operation, 'queue', OPERATIONS);
      if (operation === 'dequeue') return { operation, input: null, output: recorded.happened ? (recorded.output ?? null) : undefined };
      if (recorded.input === undefined || recorded.input === null)
        throw new ModelMismatch('the enqueue has no value.', 'Give what is enqueued as its value.');
      return { operation, input: recorded.input, output: undefined };
    },
  };
}

function reversed(list: List | null): List | null {
  let result: List | null = null;
  for (let left = list; left !== null; left = left.rest) result = { item: left.item, rest: result };
  return result;
}

function* itemsOf(list: List | null): Generator<unknown> {
  for (let left = list; left !== null; left = left.rest) yield left.item;
}
