import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decided } from '../../../sim-core/judges/histories/model.ts';
import { MODELS } from '../../../sim-core/judges/histories/models/catalogue.ts';
import { bruteForce } from './brute-force.ts';
import { likelyHistoriesOf, type DrawnOperation } from './drawn-histories.ts';

const RUNS = 1_500 * Number(process.env['SOAK'] ?? 1);
const SEED = Number(process.env['SOAK_SEED'] ?? 1);

describe('what is decided without a search', () => {
  for (const name of ['register', 'cas-register', 'key-value', 'queue', 'set'] as const) {
    const model = MODELS[name]();
    it(`is what trying every order finds, and is decided wherever values differ: ${name}`, () => {
      const counts = { held: 0, violated: 0 };
      fc.assert(
        fc.property(likelyHistoriesOf(model), ({ history, isUnique }) => {
          const part = model.partOf ? history.filter((each) => model.partOf!(each) === model.partOf!(history[0]!)) : history;
          const known = decided(model, part)?.verdict;
          if ((isUnique || name === 'queue') && !isUndecided(part)) assert.ok(known !== undefined, 'It is not decided.');
          if (!known) return;
          counts[known] += 1;
          assert.equal(known, bruteForce(model, part) ? 'held' : 'violated');
        }),
        { numRuns: RUNS, seed: SEED },
      );
      assert.ok(Math.min(counts.held, counts.violated) > RUNS / 30, JSON.stringify(counts));
    });
  }
});

/** Not decided are sets from which something is removed, and queues that somebody found empty while it is not known who took what. */
function isUndecided(history: readonly DrawnOperation[]): boolean {
  const taking = history.filter(({ operation }) => operation === 'dequeue');
  return (
    history.some(({ operation }) => operation === 'remove') ||
    (taking.some(({ completedAt }) => completedAt === undefined) && taking.some(({ output }) => output === null))
  );
}
