import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BUGS, type Bug } from '../../bench/bugs-list.ts';
import { modelOf, offersOf, type Model } from '../../sim-core/engine.ts';
import { runSeed } from '../../sim-core/engine.ts';
import { HELD_SEEDS, SOAK } from '../support/soak.ts';

function modelOfScenario({ exports }: Bug, id: string): Model {
  const offer = offersOf(exports).find((each) => each.id === id);
  assert.ok(
    offer,
    `There is no scenario ${id} among ${offersOf(exports)
      .map((each) => each.id)
      .join(', ')}.`,
  );
  return modelOf(offer.definition);
}

/** Those that take more than some hundred seeds are left to `npm run bench:bugs`. */
const SOON = 150;
const HARD = ['Raft: entry of an older term'];

describe('the published bugs', () => {
  it('are at least 25, each with a name of its own, a source and a scenario', () => {
    assert.ok(BUGS.length >= 25);
    assert.equal(new Set(BUGS.map(({ name }) => name)).size, BUGS.length);
    for (const { source } of BUGS) assert.match(source, /\d{4}/);
  });

  const own = BUGS.filter(({ cured, name }) => cured !== undefined && !HARD.includes(name));
  for (const bug of own)
    it(`${bug.name}: found within ${SOON} seeds, under a nemesis that nobody has tuned`, () => {
      const model = modelOfScenario(bug, bug.scenario);
      const found = Array.from({ length: SOON }).findIndex((_, seed) => runSeed(model, seed, { strategy: 'swarm' }).verdict === 'violated');
      assert.ok(found >= 0);
    });

  for (const name of ['Raft: two changes of servers', 'EPaxos: one ballot for two'])
    it(`${name}: gone where the rule is kept, over as many seeds as an example that defends`, () => {
      const bug = BUGS.find((each) => each.name === name)!;
      const model = modelOfScenario(bug, bug.cured!);
      for (let seed = 1_000; seed < 1_000 + HELD_SEEDS; seed++) {
        const violated = runSeed(model, seed).properties.find(({ verdict }) => verdict === 'violated');
        assert.equal(violated, undefined, `${bug.cured}, seed ${seed}: ${violated?.because}`);
      }
    });

  it('are gone where the rule is kept, in the same weather', () => {
    const cured = new Map(BUGS.flatMap((bug) => (bug.cured === undefined ? [] : [[bug.cured, bug] as const])));
    for (const [id, bug] of cured) {
      const model = modelOfScenario(bug, id);
      const reached = new Set<string>();
      for (let seed = 0; seed < 15 * SOAK; seed++)
        for (const strategy of ['random', 'swarm']) {
          const { properties } = runSeed(model, seed, { strategy });
          const violated = properties.find(({ verdict }) => verdict === 'violated');
          assert.equal(violated, undefined, `${id}, seed ${seed} by ${strategy}: ${violated?.because}`);
          for (const { name, verdict } of properties) if (verdict === 'held') reached.add(name);
        }
      const never = model.properties.map(({ name }) => name).filter((name) => !reached.has(name));
      assert.deepEqual(never, [], `${id} holds because nothing happens`);
    }
  });
});
