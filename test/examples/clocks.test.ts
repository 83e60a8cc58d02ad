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
import { describePair } from '../support/pair.ts';
import { findSeed, violated } from '../support/sweep.ts';

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

for (const pair of PAIRS) describePair(pair);

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
