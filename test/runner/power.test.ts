import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { power, powerOf } from '../../runner/prelude/power.ts';

describe('the power of numbers', () => {
  it('is right where the language says exactly what it is', () => {
    const specials = [0, -0, 1, -1, 2, -3, 0.5, -0.5, Infinity, -Infinity, NaN, Number.MAX_VALUE, 5e-324];
    for (const base of specials) {
      for (const exponent of [0, -0, 1, 2, 3, -1, -2, -3, Infinity, -Infinity, NaN]) {
        const [own, engine] = [power(base, exponent), Math.pow(base, exponent)];
        assert.ok(
          Object.is(own, engine) || Math.abs(own - engine) <= Math.abs(engine) * 2 ** -51,
          `${base} ** ${exponent} is ${own}, and ${engine} by the engine`,
        );
      }
    }
  });

  it("is at most two units of the last digit from the engine's", () => {
    let seed = 1;
    const draw = (): number => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    for (let count = 0; count < 20_000; count++) {
      const [base, exponent] = [draw() * 20, draw() * 60 - 30];
      const [own, engine] = [power(base, exponent), Math.pow(base, exponent)];
      if (!Number.isFinite(engine) || engine < 1e-290) continue;
      assert.ok(Math.abs(own - engine) <= engine * 2 ** -50.9, `${base} ** ${exponent} is ${own}, and ${engine} by the engine`);
    }
  });

  it('is the same on every engine', () => {
    // Engines differ in these: pinned.
    assert.deepEqual(
      [power(2, -0.5), power(10, 0.9999999999999999), power(1 / 3, -2), power(0.9999999, 4294967296)],
      [0.7071067811865475, 9.999999999999998, 9, 2.964361137035081e-187],
    );
  });

  it('is for big integers what the language says', () => {
    assert.equal(powerOf(2n, 70n), 2n ** 70n);
    assert.equal(powerOf('3', 2), 9);
    assert.throws(() => powerOf(2n, 3), TypeError);
  });
});
