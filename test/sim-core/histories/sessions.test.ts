import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { HistoryEntry } from '../../../sim-core/judges/histories/entry.ts';
import { keyValue } from '../../../sim-core/judges/histories/models/key-value.ts';
import { OperationReader } from '../../../sim-core/judges/histories/operation-reader.ts';
import { SESSION_GUARANTEES, type SessionGuarantee } from '../../../sim-core/judges/histories/session-claim.ts';
import { SessionMonitor } from '../../../sim-core/judges/histories/session-monitor.ts';

const RUNS = 3_000 * Number(process.env['SOAK'] ?? 1);
const SEED = Number(process.env['SOAK_SEED'] ?? 1);

/** One operation after the other, of several clients; a write's value is its place, and a read returns one of those before, or nothing. */
interface Done {
  readonly client: number;
  readonly key: string;
  readonly isRead: boolean;
  readonly value: number;
}

const histories: fc.Arbitrary<readonly Done[]> = fc
  .array(fc.record({ client: fc.nat(2), key: fc.constantFrom('x', 'x', 'y'), isRead: fc.boolean(), back: fc.nat(3) }), {
    minLength: 2,
    maxLength: 7,
  })
  .map((drawn) => {
    const written: Record<string, number[]> = { x: [0], y: [0] };
    return drawn.map(({ client, key, isRead, back }, place) => {
      const values = written[key]!;
      if (!isRead) values.push(place + 1);
      return { client, key, isRead, value: isRead ? values[Math.max(0, values.length - 1 - back)]! : place + 1 };
    });
  });

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((each) => each !== item)).map((rest) => [item, ...rest]));
}

/** What has to be seen by each read, spelt out, and every order of the writes tried. */
function keeps(guarantees: readonly SessionGuarantee[], history: readonly Done[]): boolean {
  const has = new Set(guarantees);
  const writerOf = (key: string, value: number): number =>
    history.findIndex((each) => !each.isRead && each.key === key && each.value === value);
  const earlier = (at: number, isRead: boolean): number[] =>
    history.slice(0, at).flatMap((each, place) => (each.client === history[at]!.client && each.isRead === isRead ? [place] : []));
  const together = (write: number): Set<number> => {
    const all = new Set([write]);
    for (const one of all) {
      if (has.has('monotonic-writes')) for (const other of earlier(one, false)) all.add(other);
      if (has.has('writes-follow-reads'))
        for (const read of earlier(one, true)) if (history[read]!.value !== 0) all.add(writerOf(history[read]!.key, history[read]!.value));
    }
    return all;
  };
  const seenBy = (read: number): Set<number> => {
    const sources: number[] = [];
    for (const at of [read, ...(has.has('monotonic-reads') ? earlier(read, true) : [])])
      if (history[at]!.value !== 0) sources.push(writerOf(history[at]!.key, history[at]!.value));
    if (has.has('read-your-writes')) sources.push(...earlier(read, false));
    return new Set(sources.flatMap((each) => [...together(each)]));
  };
  return ['x', 'y'].every((key) => {
    const writes = history.flatMap((each, place) => (!each.isRead && each.key === key ? [place] : []));
    return permutations(writes).some((order) => {
      const rank = (write: number): number => order.indexOf(write);
      const ofKey = (all: Iterable<number>): number[] => [...all].filter((each) => history[each]!.key === key);
      const areInOrder = writes.every((write) => ofKey(together(write)).every((other) => rank(other) <= rank(write)));
      const areRead = history.every((each, place) => {
        if (!each.isRead || each.key !== key) return true;
        const mine = each.value === 0 ? -1 : rank(writerOf(key, each.value));
        return ofKey(seenBy(place)).every((other) => rank(other) <= mine);
      });
      return areInOrder && areRead;
    });
  });
}

function monitorOf(guarantees: readonly SessionGuarantee[]): SessionMonitor {
  return new SessionMonitor(guarantees, () => new OperationReader(keyValue(), undefined));
}

function entriesOf(history: readonly Done[]): readonly HistoryEntry[] {
  return history.flatMap(({ client, key, isRead, value }, id) => [
    {
      type: 'invoke' as const,
      id,
      client: `client${client}`,
      operation: isRead ? 'read' : 'write',
      input: isRead ? { key } : { key, value },
      at: id,
      step: id * 2,
    },
    { type: 'ok' as const, id, output: isRead && value !== 0 ? value : null, at: id, step: id * 2 + 1 },
  ]);
}

describe('session guarantees', () => {
  for (const guarantees of [
    ...SESSION_GUARANTEES.map((each) => [each]),
    ['monotonic-reads', 'monotonic-writes'] as const,
    ['monotonic-reads', 'writes-follow-reads'] as const,
    SESSION_GUARANTEES,
  ])
    it(`are kept where one of all orders of the writes shows it, and only there: ${guarantees.join(', ')}`, () => {
      const counts = { held: 0, violated: 0 };
      fc.assert(
        fc.property(histories, (history) => {
          const monitor = monitorOf(guarantees);
          let found = 'held';
          for (const entry of entriesOf(history)) if (found === 'held') found = monitor.take(entry);
          const expected = keeps(guarantees, history) ? 'held' : 'violated';
          assert.equal(found, expected);
          counts[expected] += 1;
          if (found === 'held') return;
          const { witness } = monitor.impossible();
          const isBrokenBy = (ids: readonly number[]): boolean =>
            !keeps(
              guarantees,
              history.map((each, id) =>
                ids.includes(id) ? each : { ...each, client: 100 + id, isRead: false, value: each.isRead ? 100 + id : each.value },
              ),
            );
          assert.ok(isBrokenBy(witness), 'The witness shows nothing.');
        }),
        { numRuns: RUNS, seed: SEED },
      );
      assert.ok(counts.held > 0, JSON.stringify(counts));
      // Nothing that clients see breaks the order of writes alone.
      if (guarantees.some((each) => each === 'read-your-writes' || each === 'monotonic-reads'))
        assert.ok(counts.violated > 20, JSON.stringify(counts));
    });

  it('are broken by as few operations as there need be', () => {
    const history: readonly Done[] = [
      { client: 0, key: 'x', isRead: false, value: 1 },
      { client: 1, key: 'y', isRead: false, value: 2 },
      { client: 1, key: 'x', isRead: true, value: 1 },
      { client: 2, key: 'x', isRead: true, value: 1 },
      { client: 1, key: 'x', isRead: true, value: 0 },
    ];
    const monitor = monitorOf(['monotonic-reads']);
    assert.equal(
      entriesOf(history)
        .map((entry) => monitor.take(entry))
        .at(-1),
      'violated',
    );
    const { witness, isMinimal } = monitor.impossible();
    assert.deepEqual([witness, isMinimal], [[2, 4], true]);
  });
});
