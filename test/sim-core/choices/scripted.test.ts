import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ScriptedChoices } from '../../../sim-core/choices/scripted.ts';
import { SeededChoices } from '../../../sim-core/choices/seeded.ts';
import type { Stream } from '../../../sim-core/choices/choices.ts';

const mixed = (stream: Stream): number[] => [
  stream.next(),
  stream.below(10),
  stream.between(-5, 5),
  stream.between(-(2 ** 40), 2 ** 40),
  stream.exponential(3),
  stream.chance(0.5) ? 1 : 0,
  stream.at(stream.drawn + 3),
  stream.next(),
];

describe('scripted choices', () => {
  it('with nothing to say draw what the seed says, wide ranges too', () => {
    const plain = mixed(new SeededChoices(5).stream('a'));
    assert.deepEqual(mixed(new ScriptedChoices(new SeededChoices(5), {}).stream('a')), plain);
    // A line that is never reached changes nothing.
    assert.deepEqual(mixed(new ScriptedChoices(new SeededChoices(5), { a: { 1_000: 0.5 } }).stream('a')), plain);
  });

  it('change the draw that is named and no other', () => {
    const seeded = new SeededChoices(5).stream('a');
    const expected = Array.from({ length: 10 }, () => seeded.next());
    const scripted = new ScriptedChoices(new SeededChoices(5), { a: { 3: 0.125, 7: 0 } });
    expected[3] = 0.125;
    expected[7] = 0;
    assert.deepEqual(
      Array.from({ length: 10 }, () => scripted.stream('a').next()),
      expected,
    );
    assert.equal(scripted.stream('b').next(), new SeededChoices(5).stream('b').next());
  });

  it('say the same in every kind of draw', () => {
    const draw = (take: (stream: Stream) => unknown): unknown =>
      take(new ScriptedChoices(new SeededChoices(5), { a: { 0: 0.75, 2: 0.5 } }).stream('a'));
    assert.deepEqual(
      [draw((s) => s.next()), draw((s) => s.below(8)), draw((s) => s.between(1, 4)), draw((s) => s.chance(0.7)), draw((s) => s.at(2))],
      [0.75, 6, 4, false, 0.5],
    );
  });

  it('say it again after going back, and after a checkpoint', () => {
    const choices = new ScriptedChoices(new SeededChoices(5), { a: { 1: 0.5 } });
    const stream = choices.stream('a');
    const saved = choices.save();
    const first = [stream.next(), stream.next(), stream.next()];
    stream.rewind(0);
    assert.deepEqual([stream.next(), stream.next(), stream.next()], first);
    choices.load(saved);
    assert.deepEqual([choices.stream('a').next(), choices.stream('a').next(), stream.next()], first);
    assert.ok(choices.isUsed('a') && !choices.isUsed('b'));
  });

  it('do not take the names that every object has for sites', () => {
    const choices = new ScriptedChoices(new SeededChoices(5), { a: { 0: 0.5 } });
    assert.equal(choices.stream('constructor').next(), new SeededChoices(5).stream('constructor').next());
  });
});

describe('seeded choices', () => {
  it('are the same data whichever site was used first, and without those that were only asked for', () => {
    const [one, other] = [new SeededChoices(5), new SeededChoices(5)];
    one.stream('a').next();
    one.stream('b').next();
    other.stream('c');
    other.stream('b').next();
    other.stream('a').next();
    assert.deepEqual(one.save(), other.save());
  });

  it("go back to a site's beginning where a checkpoint does not know it", () => {
    const choices = new SeededChoices(5);
    const empty = choices.save();
    const first = choices.stream('a').next();
    choices.load(empty);
    assert.equal(choices.stream('a').next(), first);
  });
});
