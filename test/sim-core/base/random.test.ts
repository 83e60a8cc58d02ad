import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import alea from 'seedrandom/lib/alea.js';
import { RandomStream } from '../../../sim-core/base/random.ts';

const draws = (stream: RandomStream, count: number): number[] => Array.from({ length: count }, () => stream.next());

describe('a random stream', () => {
  it('follows from its seed and its name alone', () => {
    assert.deepEqual(draws(new RandomStream(7, 'a'), 5), draws(new RandomStream(7, 'a'), 5));
    // Seeds that share digits, and names that share letters, are as different as any.
    const firsts = [
      [1, 'a'],
      [11, 'a'],
      [1, '1/a'],
      [2 ** 32 + 1, 'a'],
      [1, 'ab'],
      [Number.MAX_SAFE_INTEGER, 'a'],
    ] as const;
    assert.equal(new Set(firsts.map(([seed, name]) => new RandomStream(seed, name).next())).size, firsts.length);
  });

  it('goes on as the package does from the same state', () => {
    for (const seed of [0, 7, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      const stream = new RandomStream(seed, 'a');
      const { c, s0, s1, s2 } = stream.save();
      const package_ = alea('', { state: { c, s0, s1, s2 } });
      assert.deepEqual(
        draws(stream, 1_000),
        Array.from({ length: 1_000 }, () => package_()),
      );
    }
  });

  it('is independent of the streams of other seeds and of other names', () => {
    const seeds = Array.from({ length: 4_000 }, (_, seed) => seed);
    const columns = ['latency/a>b', 'latency/b>a', 'loss/a>b', 'node/a', 'node/b', 'a', 'b'].flatMap((name) =>
      [0, 1, 2].map((position) => seeds.map((seed) => new RandomStream(seed, name).at(position) - 0.5)),
    );
    // Of so many sums of independent draws, none is expected to be more than four and a half deviations off.
    const isFar = (products: number[]): boolean =>
      Math.abs(products.reduce((sum, product) => sum + product, 0)) * 12 > 4.5 * Math.sqrt(products.length);
    columns.forEach((one, place) => {
      for (const other of columns.slice(place + 1)) assert.ok(!isFar(one.map((value, seed) => value * other[seed]!)));
      for (const lag of [1, 2, 16]) assert.ok(!isFar(one.slice(lag).map((value, seed) => value * one[seed]!)));
    });
  });

  it('gives at a position what it would have given there, however often it was asked before', () => {
    const expected = draws(new RandomStream(7, 'a'), 50);
    const stream = new RandomStream(7, 'a');
    for (const position of [0, 3, 4, 20, 49]) {
      assert.equal(stream.at(position), expected[position]);
      assert.equal(stream.drawn, position + 1);
    }
    assert.throws(() => stream.at(49), /has passed its position 49/);
  });

  it('goes back to where it was, and on from there', () => {
    const expected = draws(new RandomStream(7, 'a'), 10);
    const stream = new RandomStream(7, 'a');
    draws(stream, 10);
    for (const drawn of [7, 0, 3]) {
      stream.rewind(drawn);
      assert.equal(stream.drawn, drawn);
      assert.equal(stream.next(), expected[drawn]);
    }
    // After a checkpoint too, which knows the state and not the way to it.
    const other = new RandomStream(7, 'a');
    other.load(stream.save());
    assert.equal(other.drawn, 4);
    assert.equal(other.next(), expected[4]);
    other.rewind(2);
    assert.equal(other.next(), expected[2]);
  });

  it('is not restored from what is no state', () => {
    assert.throws(() => new RandomStream(1, 'a').load({ c: NaN, s0: 0, s1: 0, s2: 0, drawn: 0 }), RangeError);
  });

  it('draws whole numbers from the first to the last, also over wide ranges', () => {
    const stream = new RandomStream(7, 'a');
    const small = Array.from({ length: 1_000 }, () => stream.between(-1, 2));
    assert.deepEqual(
      [...new Set(small)].sort((a, b) => a - b),
      [-1, 0, 1, 2],
    );
    const wide = Array.from({ length: 1_000 }, () => stream.between(-(2 ** 40), 2 ** 40));
    assert.ok(wide.every((drawn) => Number.isSafeInteger(drawn) && Math.abs(drawn) <= 2 ** 40));
    assert.ok(new Set(wide.map((drawn) => ((drawn % 256) + 256) % 256)).size > 200, 'the low bits are drawn too');
  });

  it('draws exponentially around the mean', () => {
    const stream = new RandomStream(7, 'a');
    const drawn = Array.from({ length: 20_000 }, () => stream.exponential(10));
    assert.ok(drawn.every((value) => value >= 0));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    assert.ok(Math.abs(mean - 10) < 0.3, `the mean is ${mean}`);
  });
});
