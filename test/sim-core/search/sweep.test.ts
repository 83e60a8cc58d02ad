import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PropertyOutcome, Verdict } from '../../../sim-core/base/verdict.ts';
import { SweepTally, type SweepSummary } from '../../../sim-core/search/sweep.ts';
import type { Outcome } from '../../../sim-core/trace/trace.ts';

const safety = (verdict: Verdict, name = 'isSafe'): PropertyOutcome => ({
  name,
  kind: 'safety',
  verdict,
  ...(verdict === 'violated' ? { step: 3, because: 'It broke.' } : {}),
});
const sometimes = (verdict: Verdict): PropertyOutcome => ({ name: 'isReached', kind: 'sometimes', verdict });
const liveness = (verdict: Verdict): PropertyOutcome => ({ name: 'isAnswered', kind: 'liveness', verdict, because: `It is ${verdict}.` });

function outcome(seed: number, properties: readonly PropertyOutcome[], faults: Outcome['faults'] = {}): Outcome {
  return {
    scenario: 'of a test',
    seed,
    verdict: 'held',
    properties,
    events: 10,
    simulatedMicroseconds: 1_000,
    hash: `${seed}`.padStart(16, '0'),
    faults,
  };
}

function swept(runs: readonly (readonly PropertyOutcome[])[]): SweepSummary {
  const tally = new SweepTally();
  runs.forEach((properties, seed) => tally.add(outcome(seed, properties)));
  return tally.summary();
}

describe('a sweep', () => {
  it('counts for each property the seeds of each verdict', () => {
    const { properties } = swept([[liveness('held')], [liveness('unknown')], [liveness('unknown')], [liveness('vacuous')]]);
    assert.deepEqual(properties[0]!.counts, { held: 1, violated: 0, unknown: 2, vacuous: 1 });
  });

  it('counts in how many seeds a `@sometimes` was reached', () => {
    const { properties, verdict } = swept([[sometimes('vacuous')], [sometimes('held')], [sometimes('held')]]);
    assert.deepEqual(properties[0]!.counts, { held: 2, violated: 0, unknown: 0, vacuous: 1 });
    assert.equal(verdict, 'held');
  });

  it('is vacuous when no seed reached a `@sometimes`, and says so', () => {
    const { properties, verdict } = swept([[sometimes('vacuous')], [sometimes('vacuous')]]);
    assert.equal(properties[0]!.because, 'No seed reached it.');
    assert.equal(verdict, 'vacuous');
  });

  it('counts a built-in property, which only the seeds that violate it list, as held by the others', () => {
    const { properties, failures, verdict } = swept([
      [safety('held')],
      [safety('held'), safety('violated', 'noHandlerThrows')],
      [safety('held')],
    ]);
    const builtIn = properties.find(({ name }) => name === 'noHandlerThrows')!;
    assert.deepEqual(builtIn.counts, { held: 2, violated: 1, unknown: 0, vacuous: 0 });
    assert.deepEqual(
      failures.map(({ seed, property }) => ({ seed, property })),
      [{ seed: 1, property: 'noHandlerThrows' }],
    );
    assert.equal(verdict, 'violated');
  });

  it('holds when one seed held and the others did not decide, with the counts to judge that by', () => {
    const { properties, verdict } = swept([[liveness('unknown')], [liveness('held')], [liveness('unknown')]]);
    assert.equal(verdict, 'held');
    assert.equal(properties[0]!.counts.unknown, 2);
  });

  it('adds up what was requested of each kind of fault, what struck and what was observed', () => {
    const tally = new SweepTally();
    tally.add(outcome(0, [], { crash: { requested: 2, struck: 1, observed: 7 } }));
    tally.add(outcome(1, [], { crash: { requested: 1, struck: 1, observed: 1 }, loss: { requested: 1, struck: 0, observed: 0 } }));
    assert.deepEqual(tally.summary().faults, {
      crash: { requested: 3, struck: 2, observed: 8 },
      loss: { requested: 1, struck: 0, observed: 0 },
    });
  });

  it('has a hash that tells which run each seed had', () => {
    const [one, other] = [new SweepTally(), new SweepTally()];
    one.add({ ...outcome(0, []), hash: 'aaaa' });
    one.add({ ...outcome(1, []), hash: 'bbbb' });
    other.add({ ...outcome(0, []), hash: 'bbbb' });
    other.add({ ...outcome(1, []), hash: 'aaaa' });
    assert.notEqual(one.summary().hash, other.summary().hash);
  });

  it('is the sum of its parts, wherever it is cut', () => {
    const verdicts = ['held', 'unknown', 'violated', 'vacuous', 'held', 'violated'] as const;
    const outcomes = verdicts.map((verdict, seed) => ({
      ...outcome(seed, [
        { name: 'looks', kind: 'safety', verdict, because: `of ${seed}`, step: seed, time: seed },
        // A built-in property is there only where it was violated.
        ...(seed === 2
          ? [{ name: 'handlersReturn', kind: 'safety', verdict: 'violated', because: 'threw', step: 1, time: 1 } as const]
          : []),
      ]),
      hash: `hash of ${seed}`,
    }));
    const together = (...parts: readonly (typeof outcomes)[]): SweepTally => {
      const tally = new SweepTally();
      for (const part of parts) {
        const one = new SweepTally();
        part.forEach((each) => one.add(each));
        tally.addAll(one.summary());
      }
      return tally;
    };
    const whole = new SweepTally();
    outcomes.forEach((each) => whole.add(each));
    for (let cut = 1; cut < outcomes.length; cut++)
      assert.deepEqual(together(outcomes.slice(0, cut), outcomes.slice(cut)).summary(), whole.summary());
  });
});
