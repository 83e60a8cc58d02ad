import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeededChoices } from '../../../sim-core/choices/seeded.ts';
import { SplicedChoices } from '../../../sim-core/choices/spliced.ts';
import { strategyFrom, strategyOfSeed, strategyText } from '../../../sim-core/choices/strategy.ts';
import { faultsOf, modelOf, recordSeed, runSeed, type Model } from '../../../sim-core/engine.ts';
import { SeedStrategies } from '../../../sim-core/search/seed-strategies.ts';
import { stress } from '../stress.ts';
import zombie from '../../../examples/leases/zombie.ts';

const MANY = ['swarm', 'pct', 'pct:6', 'guided:17', 'guided:18.203', 'guided:19.203.4'];
const read = (strategy: string, model: Model = modelOf(zombie)): Model => ({ ...model, strategy });

describe('a strategy', () => {
  it('is read as it is written', () => {
    for (const text of MANY) assert.equal(strategyText(strategyFrom(text, 0)!), text);
    assert.equal(strategyFrom('random', 0), undefined);
    assert.equal(strategyText(strategyFrom('pct:3', 0)!), 'pct');
    for (const wrong of ['', 'swarms', 'swarm:2', 'pct:0', 'pct:x', 'guided', 'guided:', 'guided:1.x', 'pct:1:2', 'random:1'])
      assert.throws(() => strategyFrom(wrong, 0), { name: 'ScenarioError' }, wrong);
  });

  it('and a seed are one run, whether it is swept, recorded, sought or forked, and its trace names it', () => {
    for (const strategy of MANY) {
      const model = modelOf(stress);
      const swept = runSeed(model, 3, { strategy });
      const recording = recordSeed(read(strategy, modelOf(stress)), 3);
      const { outcome, columns } = recording.trace;
      assert.equal(outcome.hash, swept.hash, strategy);
      assert.equal(outcome.strategy, strategy);
      for (const step of [columns.length - 1, columns.length >> 1, 0]) recording.seek(step);
      const fork = recording.fork(columns.length >> 1, {});
      fork.run();
      assert.equal(fork.outcome().hash, swept.hash, strategy);
    }
  });

  it('makes another run than a random one, which is as it was without strategies', () => {
    const model = modelOf(stress);
    const hashes = ['random', ...MANY].map((strategy) => runSeed(model, 3, { strategy }).hash);
    assert.equal(new Set(hashes).size, hashes.length);
    assert.equal(hashes[0], runSeed(model, 3).hash);
  });

  it('of `mixed` is as many seeds of each, and follows from the seed', () => {
    const strategies = Array.from({ length: 8 }, (_, seed) => strategyOfSeed('mixed', seed));
    for (const each of ['random', 'swarm', 'pct', 'guided']) assert.equal(strategies.filter((one) => one === each).length, 2, each);
  });
});

describe('swarm', () => {
  it('leaves kinds of faults out, and has none that the scenario does not have', () => {
    const kindsOf = (model: Model, seed: number): string =>
      [...new Set(faultsOf(model, seed).map((fault) => Object.keys(fault).find((key) => key !== 'at')!))].sort().join();
    const [random, swarm] = ['random', 'swarm'].map((strategy) => {
      const model = read(strategy);
      return Array.from({ length: 60 }, (_, seed) => kindsOf(model, seed));
    });
    const all = new Set(random!.flatMap((kinds) => kinds.split(',')));
    assert.ok(swarm!.every((kinds) => kinds.split(',').every((kind) => kind === '' || all.has(kind))));
    assert.ok(new Set(swarm).size > 3, [...new Set(swarm)].join(' | '));
  });
});

describe('guided choices', () => {
  it('are in each site those of a line of seeds, of which a later one takes over for good', () => {
    const sites = Array.from({ length: 40 }, (_, number) => `latency/a>n${number}`);
    const line = [5, 90, 8];
    const drawn = (choices: { stream(site: string): { next(): number } }, site: string): number[] => {
      const stream = choices.stream(site);
      return Array.from({ length: 200 }, () => stream.next());
    };
    const spliced = new SplicedChoices(line);
    const alone = line.map((seed) => new SeededChoices(seed));
    let takenOver = 0;
    for (const site of sites) {
      const pure = alone.map((choices) => drawn(choices, site));
      const from = drawn(spliced, site).map((value, at) => pure.findIndex((values) => values[at] === value));
      assert.ok(
        from.every((seed, at) => seed >= 0 && (at === 0 || seed >= from[at - 1]!)),
        site,
      );
      if (from.at(-1)! > 0) takenOver += 1;
    }
    assert.ok(takenOver > 0 && takenOver < sites.length, `${takenOver} of ${sites.length}`);
  });

  it('go on from runs that came by something new and violated nothing, as they were known two rounds before', () => {
    const search = new SeedStrategies('guided', 0);
    const given = Array.from({ length: 192 }, (_, seed) => {
      assert.ok(search.readyUpTo(seed, 191)! >= seed);
      const strategy = search.of(seed);
      search.learn({ ...outcome(seed, strategy), verdict: seed % 2 === 0 ? 'held' : 'violated', came: [seed] });
      return strategy;
    });
    assert.ok(given.slice(0, 128).every((strategy) => !strategy.startsWith('guided')));
    const parents = given.slice(128).filter((strategy) => strategy.startsWith('guided'));
    assert.ok(parents.length > 20);
    for (const parent of parents)
      assert.ok(Number(parent.slice('guided:'.length)) < 64 && Number(parent.slice('guided:'.length)) % 2 === 0, parent);
  });

  it('wait for the seeds that they depend on', () => {
    const search = new SeedStrategies('guided', 100);
    assert.equal(search.readyUpTo(100, 999), 163);
    assert.equal(search.readyUpTo(164, 999), 227);
    assert.equal(search.readyUpTo(228, 999), undefined);
    for (let seed = 100; seed < 164; seed++) search.learn(outcome(seed, search.of(seed)));
    assert.equal(search.readyUpTo(228, 999), 291);
  });
});

function outcome(seed: number, strategy: string): Parameters<SeedStrategies['learn']>[0] {
  const { hash, ...rest } = {
    scenario: 's',
    seed,
    verdict: 'held' as const,
    properties: [],
    events: 0,
    simulatedMicroseconds: 0,
    hash: '',
    faults: {},
  };
  return { ...rest, hash, ...(strategy === 'random' ? {} : { strategy }) };
}
