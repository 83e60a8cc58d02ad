import { lineOf } from '../../../base/plain-text.ts';
import { ModelMismatch, type KnownModel } from '../model.ts';
import { operationOf } from '../operation-words.ts';

const OPERATIONS = ['add', 'increment', 'decrement', 'read'] as const;

/** A counter: a read returns the sum of what was added. `increment` and `decrement` change it by 1, unless a value says by how much. */
export function counter(initial: unknown = 0): KnownModel<number> {
  return {
    name: 'counter',
    operations: OPERATIONS,
    init: () => numberOf(initial ?? 0, 'the initial value of the counter'),
    isRead: ({ operation }) => operation === 'read',
    step(state, { operation, input }) {
      if (operation === 'read') return { state, output: state };
      return { state: state + (input as number) };
    },
    read({ operation: name, input, output, happened }) {
      const operation = operationOf(name, 'counter', OPERATIONS);
      if (operation === 'read') return { operation, input: null, output: happened ? numberOf(output, 'the read') : undefined };
      const by = numberOf(operation === 'add' ? input : (input ?? 1), `the ${operation}`);
      return { operation: 'add', input: operation === 'decrement' ? -by : by, output: undefined };
    },
  };
}

function numberOf(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ModelMismatch(`${what} has the value ${lineOf(value, 60)}.`, 'Give a number.');
}
