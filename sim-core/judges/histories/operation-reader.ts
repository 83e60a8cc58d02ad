import { ScenarioError } from '../../base/scenario-error.ts';
import type { Ended, Invoked } from './entry.ts';
import { ModelMismatch, type Asked, type KnownModel, type SequentialModel } from './model.ts';
import type { ClientOperation } from './monitor.ts';

/** An operation in the words of a model; what is left out is as the client recorded it. */
export interface ReadOperation {
  readonly operation?: string;
  /** Which key or object it is about, for a model that has several. */
  readonly key?: unknown;
  readonly input?: unknown;
  readonly output?: unknown;
}

/** Tells what an operation of a client means to a model; undefined for one that it is not about. */
export type ReadAs = (operation: ClientOperation) => ReadOperation | undefined;

/** Reads a client's operations for a model, each when it begins and when it ends. */
export class OperationReader {
  readonly #model: SequentialModel<unknown> | KnownModel<unknown>;
  readonly #readAs: ReadAs | undefined;
  readonly #underWay = new Map<number, Invoked>();

  constructor(model: SequentialModel<unknown> | KnownModel<unknown>, readAs: ReadAs | undefined) {
    this.#model = model;
    this.#readAs = readAs;
  }

  /** What is asked; undefined for an operation that the model is not about. */
  invoked(entry: Invoked): Asked | undefined {
    const { id, client, operation, input } = entry;
    const read = this.#read({ id, client, operation, input, status: 'pending' });
    if (read) this.#underWay.set(id, entry);
    return read;
  }

  /** What came out of an operation that `invoked` has read. */
  output({ id, output }: Ended): unknown {
    const { client, operation, input } = this.#underWay.get(id)!;
    this.#underWay.delete(id);
    return this.#read({ id, client, operation, input, output, status: 'ok' })?.output;
  }

  #read(told: ClientOperation): (Asked & { readonly output?: unknown }) | undefined {
    const model = this.#model;
    const read = wordsOf(this.#readAs, told);
    if (!read) return undefined;
    const { operation, key, input, output } = read;
    if (!('read' in model)) return { operation, input, output };
    const happened = told.status === 'ok';
    try {
      return model.read({ operation, key, input: valueOf(input), output: valueOf(output), happened });
    } catch (error) {
      if (!(error instanceof ModelMismatch)) throw error;
      throw new ScenarioError(
        `Of the operation '${told.operation}' of '${told.client}', ${error.message}`,
        `${error.cure} Or say with \`readAs\` what the model is to make of it.`,
      );
    }
  }
}

/** An operation in the words of a model; undefined for one that it is not about. */
export function wordsOf(readAs: ReadAs | undefined, told: ClientOperation): (ReadOperation & Asked) | undefined {
  const read = readAs ? readAs(told) : {};
  return read && { ...told, ...read };
}

/** Of a message or a reply that holds one value and nothing else, that value: `{ value: 1 }` is 1. */
export function valueOf(told: unknown): unknown {
  if (typeof told !== 'object' || told === null || !('value' in told)) return told;
  return Object.keys(told).length === 1 ? told.value : told;
}
