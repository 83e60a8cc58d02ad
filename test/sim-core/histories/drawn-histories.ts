import fc from 'fast-check';
import type { KnownModel, Recorded } from '../../../sim-core/judges/histories/model.ts';
import type { WholeOperation } from '../../../sim-core/judges/histories/whole-search.ts';

export type DrawnOperation = WholeOperation & { readonly id: number };

const small = fc.integer({ min: 0, max: 1 });
const call = (operation: string, input: fc.Arbitrary<unknown>, output: fc.Arbitrary<unknown>) =>
  fc.record({ operation: fc.constant(operation), input, output });
const nothing = fc.constant(null);
const maybe = fc.option(small);

/** Operations of each model over few values, so that they meet. */
export const OPERATIONS: Readonly<Record<string, fc.Arbitrary<Omit<Recorded, 'happened' | 'key'>>>> = {
  register: fc.oneof(call('read', nothing, maybe), call('write', small, nothing)),
  'cas-register': fc.oneof(call('read', nothing, maybe), call('write', small, nothing), call('cas', fc.tuple(maybe, small), nothing)),
  'key-value': fc.oneof(
    call('read', fc.constant({ key: 'x' }), maybe),
    call('read', fc.constant({ key: 'y' }), maybe),
    call('write', fc.tuple(fc.constantFrom('x', 'y'), small), nothing),
    call('cas', fc.tuple(fc.constantFrom('x', 'y'), fc.tuple(maybe, small)), nothing),
    call('append', fc.tuple(fc.constantFrom('x', 'y'), small), nothing),
  ),
  queue: fc.oneof(call('enqueue', small, nothing), call('dequeue', nothing, maybe)),
  set: fc.oneof(call('add', small, nothing), call('remove', small, nothing), call('read', nothing, fc.uniqueArray(small))),
  mutex: fc.oneof(call('acquire', nothing, nothing), call('release', nothing, nothing)),
  counter: fc.oneof(call('add', small, nothing), call('decrement', nothing, nothing), call('read', nothing, small)),
};

/** Histories of up to seven operations whose intervals overlap in every way, with some that may have happened. */
export function historiesOf(model: KnownModel<unknown>): fc.Arbitrary<readonly DrawnOperation[]> {
  const drawn = fc.tuple(OPERATIONS[model.name]!, fc.integer({ min: 0, max: 20 }), fc.option(fc.integer({ min: 1, max: 30 }), { freq: 4 }));
  return fc.array(drawn, { minLength: 1, maxLength: 7 }).map((operations) =>
    operations.map(([recorded, from, length], id) => ({
      id,
      ...model.read({ ...recorded, happened: length !== null }),
      // No two at one moment: the order of all invocations and completions is total.
      invokedAt: from * 100 + id * 2,
      completedAt: length === null ? undefined : (from + length) * 100 + id * 2 + 1,
    })),
  );
}
