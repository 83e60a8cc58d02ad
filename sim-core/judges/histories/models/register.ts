import { canonicalText } from '../../../base/canonical-text.ts';
import { ModelMismatch, type Asked, type Effect, type KnownModel, type Recorded, type Told } from '../model.ts';
import { operationOf, pairOf } from '../operation-words.ts';
import { decideRegister } from './register-order.ts';

/** A register: a read returns what was last written, and `initial` before the first write. */
export function register(initial: unknown = null): KnownModel<unknown> {
  return registerWith('register', ['read', 'write'], initial);
}

/** A register with compare-and-set, which happens only where the value is the expected one. */
export function casRegister(initial: unknown = null): KnownModel<unknown> {
  return registerWith('cas-register', ['read', 'write', 'cas'], initial);
}

function registerWith(name: string, operations: readonly string[], initial: unknown): KnownModel<unknown> {
  return {
    name,
    operations,
    init: () => initial,
    isRead: ({ operation }) => operation === 'read',
    step: registerStep,
    unseen: unseenInRegister,
    decide: (all) => (hasMissed(all) ? undefined : decideRegister(all, initial)),
    read: (recorded) => readRegister(recorded, operationOf(recorded.operation, name, operations)),
  };
}

export function registerStep(state: unknown, { operation, input }: Asked): Effect<unknown> | undefined {
  if (operation === 'read') return { state, output: state };
  if (operation === 'write') return { state: input };
  const [expected, next] = input as readonly [unknown, unknown];
  if (operation === MISSED) return same(state, expected) ? undefined : { state };
  return same(state, expected) ? { state: next } : undefined;
}

/** What an operation on one register says, in our words. */
export function readRegister({ input, output, happened }: Recorded, operation: string): Told {
  if (operation === 'read') return { operation, input: null, output: happened ? (output ?? null) : undefined };
  if (operation === 'write') {
    if (input === undefined) throw new ModelMismatch('the write has no value.', 'Give what is written as its value.');
    return { operation, input, output: undefined };
  }
  const pair = pairOf(input, 'the cas');
  return { operation: happened && output === false ? MISSED : operation, input: pair, output: undefined };
}

/** A compare-and-set whose client was told false: it found another value than it expected, and changed nothing. */
const MISSED = 'missed cas';

/** Whether what is known rests on what the register did not hold, too. */
export function hasMissed(operations: readonly Asked[]): boolean {
  return operations.some(({ operation }) => operation === MISSED);
}

/**
 * A write that nobody read, and that no compare-and-set expected, can as well have never happened. What a
 * compare-and-set expects counts only where its own result is wanted, or it is known to have happened.
 */
export function unseenInRegister(mayHaveHappened: readonly Asked[], happened: readonly Told[]): ReadonlySet<Asked> {
  // Any write may be what a compare-and-set found in place of what it expected.
  if (hasMissed(happened)) return new Set();
  const wanted = new Set<string>();
  for (const { operation, input, output } of happened) {
    if (operation === 'read') wanted.add(canonicalText(output));
    else if (operation === 'cas') wanted.add(canonicalText((input as readonly unknown[])[0]));
  }
  const unseen = new Set(mayHaveHappened);
  for (let grows = true; grows;) {
    grows = false;
    for (const asked of unseen) {
      if (asked.operation === 'read') continue;
      const written = asked.operation === 'cas' ? (asked.input as readonly unknown[])[1] : asked.input;
      if (!wanted.has(canonicalText(written))) continue;
      unseen.delete(asked);
      if (asked.operation === 'cas') wanted.add(canonicalText((asked.input as readonly unknown[])[0]));
      grows = true;
    }
  }
  return unseen;
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && canonicalText(a) === canonicalText(b));
}
