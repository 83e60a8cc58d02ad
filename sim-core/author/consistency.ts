import type { ClaimOptions } from '../judges/histories/claim-kind.ts';
import type { ModelClaim, ModelClaimOptions } from '../judges/histories/model-claim.ts';
import type { SessionGuarantee } from '../judges/histories/session-claim.ts';
import type { TransactionsClaimOptions } from '../judges/histories/transactions/claim.ts';
import type { TransactionModel } from '../judges/histories/transactions/transaction.ts';
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
export function linearizable<State>(model: ModelName | SequentialModel<State>, options: ModelClaimOptions = {}): HistoryProperty {
  return modelProperty('linearizable', 'aLinearizable', model as ModelClaim['model'], options);
}

/**
 * The history of clients is sequentially consistent (Lamport 1979): there is one order of all operations, in which those of
 * each client are in its own order, that a single copy would agree to. Real time does not count, so that a client may
 * see what is long overwritten, as long as it does not see it after what came later. It is judged as the history grows: what nobody
 * has begun yet, nobody can have seen.
 *
 * @param model as for `linearizable`
 * @example
 * ```ts
 * sequentiallyConsistent('key-value');
 * ```
 */
export function sequentiallyConsistent<State>(model: ModelName | SequentialModel<State>, options: ModelClaimOptions = {}): HistoryProperty {
  return modelProperty('sequentiallyConsistent', 'aSequentiallyConsistent', model as ModelClaim['model'], options);
}

/**
 * The transactions of clients are serializable, or as consistent as `consistency` says: no anomaly of Adya (1999) and of
 * Elle (Kingsbury and Alvaro, VLDB 2020) shows, such as G0, G1a, G1c, lost update, write skew or G-single, and there is an order that
 * explains what each of them read. A violation names the anomaly and the transactions of its cycle.
 *
 * A client records a transaction as an operation whose input is a list such as `[['append', 'x', 1], ['r', 'y']]`, and
 * whose output is the same list with what was read; for registers `['w', 'x', 1]`. Each value is written to a key once.
 *
 * @param model `list-append`, whose reads return whole lists, or `rw-register`
 * @example
 * ```ts
 * serializable('list-append', { consistency: 'snapshot-isolation' });
 * ```
 */
export function serializable(model: TransactionModel, options: TransactionsClaimOptions = {}): HistoryProperty {
  const { name = `transactionsAre${capitalised(options.consistency ?? 'serializable')}` } = options;
  return { kind: 'safety', name, history: { consistency: 'serializable', model, options } };
}

/**
 * Every client gets what session guarantees promise it, whatever others do (Terry et al. 1994): there is one order of the
 * writes of each key in which every read returns the last of the writes that it has to see, or a later one. It has to see what its
 * client wrote before (`read-your-writes`) and read before (`monotonic-reads`); and whoever sees a write has to see what its
 * client wrote before it (`monotonic-writes`) and read before it (`writes-follow-reads`). The last two show
 * only in what one client sees one after the other, so that they are judged together with `monotonic-reads`.
 *
 * The operations are `read` and `write` of a key, as for the model `key-value`; each value is written to a key once.
 *
 * @example
 * ```ts
 * sessionGuarantees(['read-your-writes', 'monotonic-reads']);
 * ```
 */
export function sessionGuarantees(guarantees: readonly SessionGuarantee[], options: ClaimOptions = {}): HistoryProperty {
  const named = Array.isArray(guarantees) ? guarantees.map(capitalised).join('And') : '';
  const { name = `sessionsKeep${named}` } = options;
  return { kind: 'safety', name, history: { consistency: 'sessionGuarantees', model: guarantees, options } };
}

function modelProperty(
  consistency: ModelClaim['consistency'],
  prefix: string,
  model: ModelClaim['model'],
  options: ModelClaimOptions,
): HistoryProperty {
  const { name = `${prefix}${capitalised(typeof model === 'string' ? model : model?.name)}` } = options;
  return { kind: 'safety', name, history: { consistency, model, options } };
}

/** `key-value` is `KeyValue`, so that the name of the property reads as a sentence. */
function capitalised(name: unknown): string {
  return String(name).replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
}
