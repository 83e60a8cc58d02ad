import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import commitWait from '../../examples/clocks/commit-wait.ts';
import lastWriteWins from '../../examples/clocks/last-write-wins.ts';
import leapSecond from '../../examples/clocks/leap-second.ts';
import monotonic from '../../examples/clocks/monotonic.ts';
import noCommitWait from '../../examples/clocks/no-commit-wait.ts';
import ntpAsymmetric from '../../examples/clocks/ntp-asymmetric.ts';
import ntpBounds from '../../examples/clocks/ntp-bounds.ts';
import versionVectors from '../../examples/clocks/version-vectors.ts';
import driftBound from '../../examples/leases/drift-bound.ts';
import staleReads from '../../examples/leases/stale-reads.ts';
import { findSeed, namesOf, sweep, violated } from '../support/sweep.ts';

const PAIRS = [
  {
    broken: ntpAsymmetric,
    property: 'theClockIsRightToFiveMilliseconds',
    because: /^The client's clock is \d+\.\d ms (behind|ahead), right after it was corrected\.$/,
    cured: ntpBounds,
    sometimes: 'theGuessIsFarOff',
  },
  {
    broken: leapSecond,
    property: 'noRoundTripIsNegative',
    because: /^Query \d+ took -\d+\.\d ms\.$/,
    cured: monotonic,
    sometimes: 'theTimeOfDayGoesBackDuringAQuery',
  },
  {
    broken: lastWriteWins,
    property: 'noWriteIsLostToOneThatItHadSeen',
    because:
      /^client\d had read '(client\d, text \d+)' and overwrote it with 'client\d, text \d+', which was acknowledged; '\1' is still there\.$/,
    cured: versionVectors,
    sometimes: 'twoWritesAreConcurrent',
  },
  {
    broken: noCommitWait,
    property: 'timestampsFollowTheOrderOfTransactions',
    because: /^A transaction committed at [\d.]+ began after one at [\d.]+ was acknowledged\.$/,
    cured: commitWait,
    sometimes: 'aCommitWaits',
  },
  {
    broken: staleReads,
    property: 'noReadIsStale',
    because: /^No order of the operations explains what these \d+ operations returned, whatever else may have happened\.$/,
    cured: driftBound,
    sometimes: 'theLeaseChangesHands',
  },
] as const;

for (const { broken, property, because, cured, sometimes } of PAIRS) {
  describe(`'${broken.scenario.name}' and '${cured.scenario.name}'`, () => {
    it(`breaks: ${property} is violated within 2,000 seeds, and nothing else is`, () => {
      const outcome = findSeed(broken, 2_000, ({ verdict }) => verdict === 'violated');
      assert.deepEqual(violated(outcome), [property]);
      assert.match(outcome.properties.find(({ name }) => name === property)!.because!, because);
    });

    it(`is cured: over 2,000 seeds all holds, and ${sometimes} is reached`, () => {
      const { failures, verdict, properties } = sweep(cured, 0, 2_000);
      assert.deepEqual([failures, verdict], [[], 'held']);
      assert.ok(namesOf(properties, 'held').includes(sometimes));
    });

    it('is tried in the same weather, which strikes', () => {
      assert.deepEqual(cured.scenario.nemesis, broken.scenario.nemesis);
      for (const [kind, { struck }] of Object.entries(sweep(broken, 0, 100).faults)) assert.ok(struck > 0, `${kind} never strikes`);
    });
  });
}

describe('a cure', () => {
  it('by commit wait relies on intervals that are true', () => {
    const faults = [{ at: '5s', falseInterval: 'server1', forward: '1s', for: '5s' }] as const;
    findSeed(commitWait, 50, (outcome) => violated(outcome).includes('timestampsFollowTheOrderOfTransactions'), { faults });
  });

  it('by a bound on drift relies on the bound', () => {
    const { scenario } = driftBound;
    const nemesis = { ...scenario.nemesis, drift: { every: '10s', for: ['1s', '20s'], ppm: 10_000 } };
    findSeed({ ...driftBound, scenario: { ...scenario, nemesis } }, 2_000, (outcome) => violated(outcome).includes('noReadIsStale'));
  });
});
