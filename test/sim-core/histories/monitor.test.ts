import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { HistoryEntry } from '../../../sim-core/judges/histories/entry.ts';
import { LinearizabilityMonitor, type Patience } from '../../../sim-core/judges/histories/linearizability-monitor.ts';
import { linearizability } from '../../../sim-core/judges/histories/linearizability.ts';
import type { KnownModel } from '../../../sim-core/judges/histories/model.ts';
import { MODELS, type ModelName } from '../../../sim-core/judges/histories/models/catalogue.ts';
import { OperationReader } from '../../../sim-core/judges/histories/operation-reader.ts';
import { bruteForce } from './brute-force.ts';
import { historiesOf, type DrawnOperation } from './drawn-histories.ts';
import { SOAK, SOAK_SEED } from '../../support/soak.ts';

const RUNS = 1_000 * SOAK;
const BUDGET = { steps: 100_000, memory: 10_000_000 };

type Fate = 'ok' | 'fail' | 'info' | 'crash';
type Fated = DrawnOperation & { readonly fate: Fate };

/** Histories in which operations also fail, are given up, or are lost with their client. */
function fatedHistories(model: KnownModel<unknown>): fc.Arbitrary<readonly Fated[]> {
  const fate = fc.constantFrom<Fate>('ok', 'ok', 'ok', 'ok', 'fail', 'info', 'crash');
  return fc
    .tuple(historiesOf(model), fc.array(fate, { minLength: 7, maxLength: 7 }))
    .map(([history, fates]) =>
      history.map((each, index) => ({ ...each, fate: each.completedAt === undefined ? ('crash' as const) : fates[index]! })),
    );
}

interface Moment {
  readonly at: number;
  readonly entry: HistoryEntry;
}

function momentsOf(history: readonly Fated[]): readonly Moment[] {
  return history
    .flatMap(({ id, operation, input, output, invokedAt, completedAt, fate }) => {
      const invoke: Moment = {
        at: invokedAt,
        entry: { type: 'invoke', id, client: `client${id}`, operation, input, at: invokedAt, step: 0 },
      };
      if (fate === 'crash' || completedAt === undefined) return [invoke];
      return [invoke, { at: completedAt, entry: { type: fate, id, output, at: completedAt, step: 0 } satisfies HistoryEntry }];
    })
    .sort((a, b) => a.at - b.at);
}

/** What is known at a moment: what failed by then has not happened, and all but what succeeded may have. */
function knownAt(history: readonly Fated[], at: number): readonly DrawnOperation[] {
  return history.flatMap(({ fate, ...each }) => {
    const hasEnded = each.completedAt !== undefined && each.completedAt <= at;
    if (each.invokedAt > at || (fate === 'fail' && hasEnded)) return [];
    return [fate === 'ok' && hasEnded ? each : { ...each, completedAt: undefined }];
  });
}

/** The model without its own words, since drawn operations are in them already. */
function wordless(model: KnownModel<unknown>) {
  const { read: _read, operations: _operations, ...sequential } = model;
  return sequential;
}

for (const name of Object.keys(MODELS) as ModelName[]) {
  const known = MODELS[name]();
  const model = wordless(known);

  describe(`a history that grows, on the model ${name}`, () => {
    const check = (what: string, budget: typeof BUDGET, patience?: Patience): unknown =>
      it(what, () =>
        fc.assert(
          fc.property(fatedHistories(known), (history) => {
            const monitor = new LinearizabilityMonitor(model, new OperationReader(model, undefined), budget, patience);
            for (const { at, entry } of momentsOf(history)) {
              const standing = monitor.take(entry);
              if (standing === 'unknown') return;
              assert.equal(standing === 'held', bruteForce(known, knownAt(history, at)), `after ${JSON.stringify(entry)}`);
              if (standing === 'held') continue;
              const { witness, isMinimal } = monitor.impossible();
              assert.equal(isMinimal, true);
              assert.ok(witness.length > 0);
              assert.ok(witness.every((id) => history[id]!.completedAt! <= at));
              return;
            }
            assert.equal(linearizability(known, knownAt(history, Infinity)).verdict, 'held');
          }),
          { numRuns: RUNS, seed: SOAK_SEED },
        ),
      );

    check('is violated at the first end of an operation that cannot be, as when every order is tried', BUDGET);
    check('is judged the same by a monitor that often begins anew', BUDGET, { atOnce: 0, long: 3 });
    check('is at most unknown where it may not look for long', { ...BUDGET, steps: 12 });
  });
}
