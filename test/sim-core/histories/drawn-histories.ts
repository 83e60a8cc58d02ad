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

/** Histories of up to seven operations, drawn in both ways. */
export function historiesOf(model: KnownModel<unknown>): fc.Arbitrary<readonly DrawnOperation[]> {
  if (model.name === 'counter' || model.name === 'mutex') return anyHistoriesOf(model);
  return fc.oneof(
    anyHistoriesOf(model),
    likelyHistoriesOf(model)
      .map(({ history }) => history)
      .filter((history) => history.length > 0),
  );
}

/** Operations whose intervals overlap in every way, with some that may have happened. */
function anyHistoriesOf(model: KnownModel<unknown>): fc.Arbitrary<readonly DrawnOperation[]> {
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

/**
 * Histories of up to seven operations that really happened in some order between their invocations and completions, but
 * for some whose output is that of another one. In most of them no value is written twice.
 */
export function likelyHistoriesOf(
  model: KnownModel<unknown>,
): fc.Arbitrary<{ readonly history: readonly DrawnOperation[]; readonly isUnique: boolean }> {
  const drawn = fc.record({
    kind: fc.nat(20),
    key: fc.constantFrom('x', 'y'),
    expected: fc.nat(5),
    from: fc.nat(20),
    length: fc.option(fc.integer({ min: 1, max: 8 }), { freq: 8 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    isWrong: fc.nat(2).map((n) => n === 0),
  });
  const isUnique = fc.nat(4).map((n) => n > 0);
  return fc.tuple(fc.array(drawn, { minLength: 3, maxLength: 7 }), isUnique).map(([operations, unique]) => {
    const asked = operations.map((each, id) => {
      const value = unique ? id + 1 : (id % 2) + 1;
      const recorded = { ...askedOf(model.name, each.kind, value, each.expected), key: model.partOf ? each.key : undefined };
      const invokedAt = each.from * 100 + id * 2;
      const completedAt = each.length === null ? undefined : (each.from + each.length) * 100 + id * 2 + 1;
      return {
        ...each,
        id,
        recorded,
        invokedAt,
        completedAt,
        when: invokedAt + each.at * ((completedAt ?? invokedAt + 2_000) - invokedAt),
      };
    });
    const states = new Map<string | undefined, unknown>();
    const outputs = new Map<number, unknown>();
    const happens = new Set<number>();
    for (const { id, recorded, completedAt, at } of [...asked].sort((a, b) => a.when - b.when)) {
      if (completedAt === undefined && at < 0.3) continue;
      const told = model.read({ ...recorded, output: undefined, happened: false });
      const effect = model.step(states.get(recorded.key) ?? model.init(), told);
      if (!effect) continue;
      states.set(recorded.key, effect.state);
      happens.add(id);
      outputs.set(
        id,
        model.name === 'set' ? ((effect.output as string[] | undefined) ?? []).map((item) => JSON.parse(item) as unknown) : effect.output,
      );
    }
    const history = asked
      .filter(({ id, completedAt }) => completedAt === undefined || happens.has(id))
      .map(({ id, recorded, isWrong, invokedAt, completedAt }, place, all) => {
        const other = all[(place + 1) % all.length]!.id;
        const output = isWrong && recorded.isRead ? (outputs.get(other) ?? null) : outputs.get(id);
        return { id: place, ...model.read({ ...recorded, output, happened: completedAt !== undefined }), invokedAt, completedAt };
      });
    return { history, isUnique: unique };
  });
}

type DrawnRecord = Omit<Recorded, 'happened' | 'output' | 'key'> & { readonly isRead: boolean };

function askedOf(model: string, kind: number, value: number, expected: number): DrawnRecord {
  const read = (operation: string): DrawnRecord => ({ operation, input: null, isRead: true });
  const write = (operation: string, input: unknown = value): DrawnRecord => ({ operation, input, isRead: false });
  if (model === 'queue') return kind % 2 === 0 ? write('enqueue') : read('dequeue');
  if (model === 'set') return kind === 20 ? write('remove', expected) : kind % 2 === 0 ? write('add') : read('read');
  if (kind % 2 === 0) return read('read');
  return model !== 'register' && kind > 10 ? write('cas', [expected === 0 ? null : expected, value]) : write('write');
}
