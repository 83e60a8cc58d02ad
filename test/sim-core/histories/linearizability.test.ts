import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { linearizability } from '../../../sim-core/judges/histories/linearizability.ts';
import type { KnownModel } from '../../../sim-core/judges/histories/model.ts';
import { MODELS, type ModelName } from '../../../sim-core/judges/histories/models/catalogue.ts';
import { LinearizationSearch } from '../../../sim-core/judges/histories/search.ts';
import { bruteForce } from './brute-force.ts';
import { historiesOf, type DrawnOperation } from './drawn-histories.ts';
import { SOAK, SOAK_SEED } from '../../support/soak.ts';

const RUNS = 1_000 * SOAK;

/** What is left of a history when it ends at a moment: what is under way then may have happened. */
function until(history: readonly DrawnOperation[], end: number): readonly DrawnOperation[] {
  return history
    .filter(({ invokedAt }) => invokedAt <= end)
    .map((each) => (each.completedAt !== undefined && each.completedAt > end ? { ...each, completedAt: undefined } : each));
}

/** The operations on what the first of them is about: all of them, where the model has no parts. */
function firstPart(model: KnownModel<unknown>, history: readonly DrawnOperation[]): readonly DrawnOperation[] {
  return model.partOf ? history.filter((each) => model.partOf!(each) === model.partOf!(history[0]!)) : history;
}

/** Invocations and completions in their order. */
function momentsOf(
  history: readonly DrawnOperation[],
): readonly { readonly at: number; readonly each: DrawnOperation; readonly ends: boolean }[] {
  return history
    .flatMap((each) => [
      { at: each.invokedAt, each, ends: false },
      ...(each.completedAt === undefined ? [] : [{ at: each.completedAt, each, ends: true }]),
    ])
    .sort((a, b) => a.at - b.at);
}

for (const name of Object.keys(MODELS) as ModelName[]) {
  const model = MODELS[name]();
  const check = (what: string, property: (history: readonly DrawnOperation[]) => void): unknown =>
    it(what, () => fc.assert(fc.property(historiesOf(model), property), { numRuns: RUNS, seed: SOAK_SEED }));

  describe(`histories on the model ${name}`, () => {
    check('are judged as when every order is tried', (history) => {
      assert.equal(linearizability(model, history).verdict, bruteForce(model, history) ? 'held' : 'violated');
    });

    check('are violated at the first completion that cannot be', (history) => {
      const { impossible } = linearizability(model, history);
      const ends = history.flatMap(({ completedAt }) => (completedAt === undefined ? [] : [completedAt])).sort((a, b) => a - b);
      assert.equal(
        impossible?.completedAt,
        ends.find((end) => !bruteForce(model, until(history, end))),
      );
    });

    check('are violated by a witness of which nothing can be left out', (history) => {
      const { impossible, witness, isMinimal } = linearizability(model, history);
      if (!impossible || !witness) return;
      assert.equal(isMinimal, true);
      const known = until(history, impossible.completedAt!);
      const isPossibleWith = (kept: readonly DrawnOperation[]): boolean => {
        const isKept = ({ id }: DrawnOperation): boolean => kept.some((each) => each.id === id);
        const relaxed = known.map((each) =>
          isKept(each) || each.completedAt === undefined ? each : { ...each, completedAt: undefined, invokedAt: -1 },
        );
        return bruteForce(model, relaxed);
      };
      assert.equal(isPossibleWith(witness), false);
      for (const left of witness) assert.equal(isPossibleWith(witness.filter((each) => each !== left)), true);
    });

    check('are judged the same as they grow, when what is returned is not known before', (history) => {
      const search = new LinearizationSearch(model);
      const part = firstPart(model, history);
      for (const { at, each, ends } of momentsOf(part)) {
        if (!ends) search.invoke(each.id, each);
        else if (search.complete(each.id, each.output) === 'violated') return assert.equal(bruteForce(model, until(part, at)), false);
      }
      assert.equal(bruteForce(model, part), true);
      return undefined;
    });

    check('are judged without what failed, also when that had been given its place', (history) => {
      const search = new LinearizationSearch(model);
      const part = firstPart(model, history);
      const isFailed = ({ id }: DrawnOperation): boolean => id % 3 === 0;
      for (const { each, ends } of momentsOf(part)) {
        if (!ends) search.invoke(each.id, each);
        else if (isFailed(each)) search.fail(each.id);
        else search.complete(each.id, each.output);
      }
      const happened = part.filter((each) => !isFailed(each) || each.completedAt === undefined);
      if (search.found === 'held') assert.equal(bruteForce(model, happened), true);
    });
  });
}
