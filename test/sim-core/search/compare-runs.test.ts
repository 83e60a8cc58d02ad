import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import fenced from '../../../examples/leases/fenced.ts';
import { modelOf, recordSeed, type RunOptions } from '../../../sim-core/engine.ts';
import { compareRuns, foldedComparison, type ComparedEvent } from '../../../sim-core/search/compare-runs.ts';
import { labelOf } from '../../../sim-core/trace/label.ts';
import { eventAt, type Trace } from '../../../sim-core/trace/trace.ts';

const { stabilisesAt: _, ...short } = (fenced as unknown as { scenario: Record<string, unknown> }).scenario;
const model = modelOf({ kind: 'backstep.scenario', scenario: { ...short, duration: '20s' } });
const run = (seed: number, changes: RunOptions = {}): Trace => recordSeed(model, seed, changes).trace;

const tell = (trace: Trace, step: number | undefined): string => {
  if (step === undefined) return '-';
  const { kind, node } = eventAt(trace, step);
  return `${node} ${kind} ${labelOf(trace, step).slice(0, 18)}`;
};
const counted = (rows: readonly ComparedEvent[], is: ComparedEvent['is']): number => rows.filter((row) => row.is === is).length;

describe('two runs side by side', () => {
  it('are the same line by line where they are one run', () => {
    const rows = compareRuns(run(0), run(0));
    assert.equal(rows.length, run(0).columns.length);
    assert.equal(counted(rows, 'same'), rows.length);
  });

  it('have each event of both once and in its order, whatever differs', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), (one, other) => {
        const [left, right] = [run(one), run(other)];
        const rows = compareRuns(left, right);
        const steps = (side: 'left' | 'right'): number[] => rows.flatMap((row) => row[side] ?? []);
        assert.deepEqual(steps('left'), Array.from(left.columns.time, (_time, step) => step).slice(0, left.columns.length));
        assert.deepEqual(steps('right'), Array.from(right.columns.time, (_time, step) => step).slice(0, right.columns.length));
        assert.equal(counted(rows, 'right'), counted(compareRuns(right, left), 'left'));
      }),
      { numRuns: 12, seed: 1 },
    );
  });

  it('differ first where a message is lost in one of them, and what it brought about is in the other alone', () => {
    const [left, right] = [run(0), run(0, { drops: ['client1>lock#0'] })];
    const rows = compareRuns(left, right);
    const first = rows.findIndex(({ is }) => is !== 'same');
    assert.deepEqual(
      rows.slice(first, first + 3).map(({ is, left: l, right: r }) => [is, tell(left, l), tell(right, r)]),
      [
        ['changed', 'lock deliver acquire', 'lock drop acquire dropped'],
        ['left', 'lock send granted token: 33,', '-'],
        ['left', 'client1 deliver granted token: 33,', '-'],
      ],
    );
    // What the other client does is the same, though it has other numbers from there on.
    assert.ok(rows.some(({ is, left: l, right: r }) => is === 'same' && l !== r));
  });

  it('tell what only happens later from what is otherwise', () => {
    const [left, right] = [run(0), run(0, { messages: { 'client1>lock#0': { delay: '5ms' } } })];
    const rows = compareRuns(left, right);
    assert.ok(counted(rows, 'shifted') > 0);
    const delivered = rows.find(({ left: l }) => tell(left, l) === 'lock deliver acquire');
    assert.equal(delivered?.is, 'shifted');
    assert.equal(right.columns.time[delivered!.right!]! - left.columns.time[delivered!.left!]!, 5_000);
  });

  it('fold away what is equal but for some lines around each difference', () => {
    const rows = compareRuns(run(0), run(0, { drops: ['client1>lock#0'] }));
    const stretches = foldedComparison(rows, 2);
    assert.deepEqual(
      stretches.flatMap(({ rows: all }) => all),
      rows,
    );
    for (const { folded, rows: all } of stretches) if (folded) assert.ok(all.every(({ is }) => is === 'same'));
    const first = stretches.find(({ folded }) => !folded)!;
    assert.deepEqual(
      first.rows.slice(0, 3).map(({ is }) => is),
      ['same', 'same', 'changed'],
    );
    assert.deepEqual(
      foldedComparison(compareRuns(run(0), run(0)), 2).map(({ folded }) => folded),
      [true],
    );
  });
});
