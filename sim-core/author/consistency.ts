import type { ClaimOptions } from '../judges/histories/claim.ts';
import type { SequentialModel } from '../judges/histories/model.ts';
import type { ModelName } from '../judges/histories/models/catalogue.ts';
import type { HistoryProperty } from './properties.ts';

/**
 * The history of clients is linearizable (Herlihy and Wing 1990): each operation that has succeeded seems to have
 * happened at one moment between its invocation and its completion, in an order that a single copy would agree to. What
 * failed has not happened; what is pending or ended with `info` may have. It is judged as the history grows, and is
 * violated at the first completion that cannot be, with the operations that cannot be ordered.
 *
 * Clients record operations with `self.invoke`, `complete`, `fail` and `info`, or are a `workload`. The operations of
 * the models that come with Backstep: `register`: read, write; `cas-register`: also cas [old, new]; `key-value`: read,
 * write, cas, append, delete, with `{ key, value }` as the input; `queue`: enqueue, dequeue; `set`: add, remove,
 * read; `mutex`: acquire, release; `counter`: add, increment, decrement, read. What holds one `value` and nothing
 * else is taken for that value.
 *
 * @param model the name of one of these, or one of your own
 * @example
 * ```ts
 * export default scenario({ name: 'register', nodes: cluster, duration: '60s', properties: [linearizable('key-value')] });
 *
 * const stack: SequentialModel<readonly unknown[]> = {
 *   name: 'stack',
 *   init: () => [],
 *   step(state, { operation, input }) {
 *     if (operation === 'push') return { state: [...state, input] };
 *     return { state: state.slice(0, -1), output: state.at(-1) ?? null };
 *   },
 * };
 * linearizable(stack, { readAs: ({ operation, input }) => (operation === 'ping' ? undefined : { input }) });
 * ```
 */
export function linearizable<State>(model: ModelName | SequentialModel<State>, options: ClaimOptions = {}): HistoryProperty {
  const { name = `aLinearizable${capitalised(typeof model === 'string' ? model : model?.name)}` } = options;
  return { kind: 'safety', name, history: { consistency: 'linearizable', model: model as HistoryProperty['history']['model'], options } };
}

/** `key-value` is `KeyValue`, so that the name of the property reads as a sentence. */
function capitalised(name: unknown): string {
  return String(name).replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
}
