import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Latency } from 'backstep';
import { ScenarioError } from '../../../sim-core/engine.ts';
import { RandomStream } from '../../../sim-core/base/random.ts';
import { latencyModel } from '../../../sim-core/kernel/latency-models.ts';
import { standardNormal } from '../../../sim-core/world/distributions.ts';
import { latencyOf, slowed } from '../../../sim-core/world/latency.ts';
import { tell } from '../story.ts';

const DRAWS = 200_000;

/** So many draws in milliseconds, in order of size. */
function draws(latency: Latency, factor = 1): number[] {
  const model = slowed(latencyModel(latency, 'latency'), factor);
  const random = new RandomStream(1, 'test');
  return Array.from({ length: DRAWS }, () => latencyOf(model, random.next(), false) / 1_000).sort((a, b) => a - b);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviationOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
};
const at = (values: readonly number[], percentile: number): number => values[Math.floor((values.length * percentile) / 100)]!;

/** Within four standard errors of what theory says. */
function near(values: readonly number[], mean: number): void {
  const tolerance = (4 * deviationOf(values)) / Math.sqrt(values.length);
  assert.ok(Math.abs(meanOf(values) - mean) < tolerance, `the mean is ${meanOf(values)} and should be ${mean} within ${tolerance}`);
}

describe('a latency', () => {
  it('that is even has its mean in the middle', () => near(draws({ min: '1ms', max: '9ms' }), 5));

  it('that is exponential has the mean that is stated, with and without bounds', () => {
    near(draws({ mean: '20ms' }), 20);
    near(draws({ mean: '20ms', min: '5ms' }), 20);
    for (const max of ['41ms', '60ms', '100ms', '1s'] as const) {
      const values = draws({ mean: '20ms', max });
      near(values, 20);
      assert.ok(values.at(-1)! <= Number.parseFloat(max) * (max === '1s' ? 1_000 : 1));
    }
    near(draws({ mean: '20ms', min: '15ms', max: '30ms' }), 20);
  });

  it('that is exponential does not gather at its bound', () => {
    const values = draws({ mean: '20ms', max: '50ms' });
    assert.ok(values.filter((value) => value === 50).length < DRAWS / 10_000);
  });

  it('that is normal has the mean and the deviation that are stated', () => {
    const values = draws({ mean: '20ms', deviation: '4ms' });
    near(values, 20);
    assert.ok(Math.abs(deviationOf(values) - 4) < 0.05);
    // Of a normal distribution 84.13 % lie below one deviation above the mean.
    assert.ok(Math.abs(at(values, 84.13) - 24) < 0.1);
    near(draws({ mean: '20ms', deviation: '5ms', min: '10ms' }), 20);
  });

  it('with a slow tail is slow as often as is stated', () => {
    const values = draws({ min: '1ms', max: '3ms', slow: { share: 0.01, min: '100ms', max: '300ms' } });
    const slow = values.filter((value) => value >= 100).length / DRAWS;
    assert.ok(Math.abs(slow - 0.01) < 4 * Math.sqrt((0.01 * 0.99) / DRAWS));
    near(values, 0.99 * 2 + 0.01 * 200);
    assert.equal(values.filter((value) => value > 3 && value < 100).length, 0);
  });

  it('that was measured has the percentiles that are stated', () => {
    const values = draws({ percentiles: { 0: '1ms', 50: '2ms', 99: '40ms', 99.9: '400ms', 100: '1s' } });
    assert.ok(Math.abs(at(values, 50) - 2) < 0.1);
    assert.ok(Math.abs(at(values, 99) - 40) < 4);
    assert.ok(Math.abs(at(values, 99.9) - 400) < 40);
    assert.ok(values[0]! >= 1 && values.at(-1)! <= 1_000);
  });

  it('of a slow link is so many times as long, whatever its distribution', () => {
    for (const latency of [
      '4ms',
      { min: '1ms', max: '7ms' },
      { mean: '4ms' },
      { mean: '4ms', max: '50ms' },
      { mean: '4ms', deviation: '1ms' },
    ] as const) {
      assert.ok(Math.abs(meanOf(draws(latency, 25)) - 100) < 1);
    }
  });

  it('that no distribution can have is refused with its path', () => {
    const refused: readonly (readonly [unknown, RegExp])[] = [
      [{ mean: '20ms', max: '40ms' }, /network\.latency has a mean of 20ms, which no exponential/],
      [{ mean: '20ms', deviation: '15ms' }, /network\.latency has a deviation of 15ms/],
      [{ mean: '20ms', deviation: 0 }, /`deviation` of network\.latency is zero/],
      [{ mean: '20ms', deviation: '1ms', max: '1s' }, /network\.latency has `max`/],
      [{ min: 1, max: 2, slow: { share: 1, min: 5, max: 9 } }, /network\.latency\.slow\.share is 1/],
      [{ min: 1, max: 6, slow: { share: 0.1, min: 5, max: 9 } }, /network\.latency\.slow begins below/],
      [{ min: 1, max: 6, slow: true }, /network\.latency\.slow is true/],
      [{ percentiles: { 50: 1, 100: 2 } }, /network\.latency\.percentiles does not say both/],
      [{ percentiles: { 0: 1, 50: 3, 100: 2 } }, /network\.latency\.percentiles falls at 100/],
      [{ percentiles: { 0: 1, p99: 3, 100: 4 } }, /network\.latency\.percentiles has 'p99'/],
      [{ percentiles: { 0: 1, 100: 4 }, mean: 2 }, /network\.latency has `mean`/],
      [{ maxx: 3 }, /network\.latency has `maxx`/],
    ];
    for (const [latency, message] of refused) {
      assert.throws(
        () => latencyModel(latency as Latency, 'network.latency'),
        (error) => error instanceof ScenarioError && message.test(error.message) && error.cure.length > 10,
      );
    }
  });
});

describe('the slow factor of a link', () => {
  const echo = node<{ type: 'ping' }>()({
    init(self) {
      for (const peer of self.peers) self.send(peer, { type: 'ping' });
      return {};
    },
    on: { ping() {} },
  });

  it('is of that link alone, and of none where it is not one', () => {
    const { of } = tell({ a: echo, b: echo }, { network: { latency: '2ms', links: { 'a>b': { slowFactor: 5_000 } } }, duration: '20s' }, 1);
    assert.deepEqual(of('deliver').length, 2);
    assert.match(of('deliver')[0]!, /^2ms a /);
    assert.match(of('deliver')[1]!, /^10000ms b /);
    assert.throws(() => tell({ a: echo, b: echo }, { network: { slowFactor: 0 }, duration: '1s' }, 1), /The `slowFactor` of network is 0/);
  });
});

describe('the quantile of the normal distribution', () => {
  it('is that of the tables', () => {
    for (const [part, quantile] of [
      [0.5, 0],
      [0.975, 1.959963985],
      [0.8413447461, 1],
      [0.001, -3.090232306],
      [1e-9, -5.997807015],
    ] as const)
      assert.ok(Math.abs(standardNormal(part) - quantile) < 1e-7, `${part}`);
  });
});
