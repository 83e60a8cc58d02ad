import { canonicalText } from '../../../base/canonical-text.ts';
import { lineOf } from '../../../base/plain-text.ts';
import { ModelMismatch, type Asked, type KnownModel, type Recorded, type Told } from '../model.ts';
import { operationOf } from '../operation-words.ts';
import { decideRegister } from './register-order.ts';
import { hasMissed, readRegister, registerStep, unseenInRegister } from './register.ts';

const OPERATIONS = ['read', 'write', 'cas', 'append', 'delete'] as const;

interface Keyed {
  readonly key: string;
  readonly of: unknown;
}

/**
 * A store of registers by key, each checked alone. A key is named by `key`, or by the first of a pair in the value.
 * `append` adds a text to a text; a key that was never written reads as null, or as the empty text.
 */
export function keyValue(initial: unknown = null): KnownModel<unknown> {
  return {
    name: 'key-value',
    operations: OPERATIONS,
    init: () => initial,
    isRead: ({ operation }) => operation === 'read',
    step(state, { operation, input }) {
      const { of } = input as Keyed;
      if (operation === 'append') return { state: `${state === null ? '' : String(state)}${String(of)}` };
      if (operation === 'delete') return { state: initial };
      return registerStep(state, { operation, input: of });
    },
    matches,
    textOf: (state) => (typeof state === 'string' ? `"${state}` : canonicalText(state)),
    partOf: ({ input }) => (input as Keyed).key,
    unseen(mayHaveHappened, happened) {
      // A text that grows is made of what nobody read by itself.
      if ([...mayHaveHappened, ...happened].some(({ operation }) => operation === 'append' || operation === 'delete')) return new Set();
      const plain = mayHaveHappened.map((asked) => ({ operation: asked.operation, input: (asked.input as Keyed).of, asked }));
      // Who was told the empty text may have read that nothing is there.
      const seen = happened.flatMap((told) => {
        const one = { ...told, input: (told.input as Keyed).of };
        return told.operation === 'read' && told.output === '' ? [one, { ...one, output: null }] : [one];
      });
      const unseen = unseenInRegister(plain, seen);
      return new Set(plain.filter((each) => unseen.has(each)).map(({ asked }) => asked));
    },
    decide(all) {
      // Nothing to read may be told as null and as the empty text, which somebody may have written.
      if (initial !== null || hasMissed(all) || all.some(isUndecided)) return undefined;
      const plain = all.map((each) => ({
        ...each,
        input: (each.input as Keyed).of,
        output: each.output === '' ? null : each.output,
        each,
      }));
      const { verdict, few } = decideRegister(plain, null) ?? {};
      return verdict && { verdict, ...(few && { few: few.map(({ each }) => each) }) };
    },
    read(recorded) {
      const operation = operationOf(recorded.operation, 'key-value', OPERATIONS);
      const { key, ...unkeyed } = withoutKey(recorded, operation);
      const told = readOne(unkeyed, operation);
      return { ...told, input: { key: canonicalText(key), of: told.input } };
    },
  };
}

/** Whether it appends, deletes, or is about the empty text. */
function isUndecided({ operation, input }: Asked): boolean {
  const { of } = input as Keyed;
  if (operation === 'cas') return (of as readonly unknown[]).includes('');
  return operation === 'append' || operation === 'delete' || of === '';
}

/** A key that was never written reads as null, or as the empty text. Texts may be long, and are compared often. */
function matches(output: unknown, told: unknown): boolean {
  if (output === told || (output === null && told === '')) return true;
  if (typeof output === 'string' && typeof told === 'string') return false;
  return canonicalText(output) === canonicalText(told);
}

function readOne(recorded: Recorded, operation: string): Told {
  if (operation === 'delete') return { operation, input: null, output: undefined };
  if (operation !== 'append') return readRegister(recorded, operation);
  const { input } = recorded;
  if (typeof input === 'string' || typeof input === 'number') return { operation, input, output: undefined };
  throw new ModelMismatch(`the append has the value ${lineOf(input, 60)}.`, 'Give the text that is added to the value of the key.');
}

/** Takes the key out of the value where it stands there. */
function withoutKey(recorded: Recorded, operation: string): Recorded & { readonly key: unknown } {
  const { key, input, output, happened } = recorded;
  if (key !== undefined && key !== null) return { ...recorded, key };
  if (Array.isArray(input) && input.length === 2)
    return { ...recorded, key: input[0], input: input[1], output: happened && Array.isArray(output) ? output[1] : output };
  if (operation === 'read' && Array.isArray(output) && output.length === 2 && happened)
    return { ...recorded, key: output[0], output: output[1] };
  if (typeof input === 'object' && input !== null && 'key' in input) {
    const { key: named, ...rest } = input as Readonly<Record<string, unknown>>;
    return { ...recorded, key: named, input: 'value' in rest ? rest['value'] : undefined };
  }
  // What is asked of a key alone names nothing else.
  if ((operation === 'read' || operation === 'delete') && (typeof input === 'string' || typeof input === 'number'))
    return { ...recorded, key: input, input: undefined };
  if (!happened && operation === 'read') return { ...recorded, key: null };
  throw new ModelMismatch(`the ${operation} names no key.`, 'Give it as "key", or as the first of a pair in "value", as in ["x", 1].');
}
