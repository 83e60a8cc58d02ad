import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { HistoryEntry } from '../../../sim-core/judges/histories/entry.ts';
import { MODELS } from '../../../sim-core/judges/histories/models/catalogue.ts';
import type { SequentialModel } from '../../../sim-core/judges/histories/model.ts';
import { OperationReader } from '../../../sim-core/judges/histories/operation-reader.ts';
import { SequentialMonitor } from '../../../sim-core/judges/histories/sequential-monitor.ts';
import { bruteForce } from './brute-force.ts';
import { historiesOf, type DrawnOperation } from './drawn-histories.ts';

const RUNS = 500 * Number(process.env['SOAK'] ?? 1);
const SEED = Number(process.env['SOAK_SEED'] ?? 1);

const clientOf = ({ id }: { readonly id: number }): number => id % 3;

/** Whether there is an order that keeps that of each client: what ended before another of the same client began. */
function isSequential(model: SequentialModel<unknown>, history: readonly DrawnOperation[]): boolean {
  const tryFrom = (placed: readonly DrawnOperation[], left: readonly DrawnOperation[]): boolean => {
    if (left.every(({ completedAt }) => completedAt === undefined)) return agrees(model, placed);
    return left.some((next) => {
      const others = left.filter((each) => each !== next);
      const isEarly = others.some((each) => clientOf(each) === clientOf(next) && (each.completedAt ?? Infinity) < next.invokedAt);
      return !isEarly && tryFrom([...placed, next], others);
    });
  };
  return tryFrom([], history);
}

/** Whether a copy would agree to operations one after the other. */
function agrees(model: SequentialModel<unknown>, placed: readonly DrawnOperation[]): boolean {
  return bruteForce(
    model,
    placed.map((each, at) => ({
      ...each,
      invokedAt: at * 2,
      completedAt: at * 2 + 1,
      output: each.completedAt === undefined ? ANYTHING : each.output,
    })),
  );
}

const ANYTHING = Symbol('anything');

for (const name of ['register', 'cas-register', 'key-value', 'queue'] as const) {
  const known = MODELS[name]();
  const model: SequentialModel<unknown> = {
    name,
    init: known.init,
    step: known.step,
    isRead: known.isRead?.bind(known) ?? (() => false),
    matches: (output, told) => told === ANYTHING || (known.matches?.(output, told) ?? JSON.stringify(output) === JSON.stringify(told)),
    ...(known.partOf && { partOf: known.partOf }),
  };

  describe(`sequential consistency of ${name}`, () => {
    it('is what trying every order finds, at the first end that cannot be, with a witness of which nothing can be left out', () => {
      const counts = { held: 0, violated: 0 };
      fc.assert(
        fc.property(
          historiesOf(known).filter((history) => history.length <= 5),
          (history) => {
            const monitor = new SequentialMonitor(model, new OperationReader(model, undefined), { steps: 100_000, memory: 10_000_000 });
            const moments = history
              .flatMap((each) => [
                { at: each.invokedAt, each, ends: false },
                ...(each.completedAt === undefined ? [] : [{ at: each.completedAt, each, ends: true }]),
              ])
              .sort((a, b) => a.at - b.at);
            for (const { at, each, ends } of moments) {
              const entry: HistoryEntry = ends
                ? { type: 'ok', id: each.id, output: each.output, at, step: 0 }
                : {
                    type: 'invoke',
                    id: each.id,
                    client: `client${clientOf(each)}`,
                    operation: each.operation,
                    input: each.input,
                    at,
                    step: 0,
                  };
              const standing = monitor.take(entry);
              if (!ends) continue;
              const soFar = history
                .filter(({ invokedAt }) => invokedAt <= at)
                .map((one) => ((one.completedAt ?? Infinity) > at ? { ...one, completedAt: undefined } : one));
              const expected = isSequential(model, soFar) ? 'held' : 'violated';
              assert.equal(standing, expected);
              counts[expected] += 1;
              if (standing !== 'violated') continue;
              const { witness, isMinimal } = monitor.impossible();
              assert.ok(isMinimal && witness.length > 0);
              return;
            }
          },
        ),
        { numRuns: RUNS, seed: SEED },
      );
      assert.ok(counts.held > 20 && counts.violated > 20, JSON.stringify(counts));
    });
  });
}
