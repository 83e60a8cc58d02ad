import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ackBeforeSync from '../../examples/raft/ack-before-sync.ts';
import fixedTimeouts from '../../examples/raft/fixed-timeouts.ts';
import raft from '../../examples/raft/raft.ts';
import volatileVote from '../../examples/raft/volatile-vote.ts';
import { modelOf, runSeed } from '../../sim-core/engine.ts';
import { findSeed, sweep, violated } from '../support/sweep.ts';

function because(outcome: ReturnType<typeof findSeed>, property: string): string {
  return outcome.properties.find(({ name }) => name === property)?.because ?? '';
}

describe('Raft that keeps its vote in memory', () => {
  const found = findSeed(volatileVote, 5_000, (outcome) => violated(outcome).includes('aTermHasAtMostOneLeader'));

  it('has two leaders in one term', () => {
    assert.match(because(found, 'aTermHasAtMostOneLeader'), /^s\d and s\d are both leaders of term \d+\.$/);
  });

  it('has not when the vote is on disk', () => {
    assert.deepEqual(violated(runSeed(modelOf(raft), found.seed)), []);
  });
});

describe('Raft that answers before its disk does', () => {
  const found = findSeed(ackBeforeSync, 5_000, (outcome) => violated(outcome).includes('aLeaderHasWhatWasCommittedInEarlierTerms'));

  it('loses an entry that was committed', () => {
    assert.match(
      because(found, 'aLeaderHasWhatWasCommittedInEarlierTerms'),
      /^s\d leads term \d+ without entry \d+, request client\d\/0\/\d+ from term \d+, which was committed in term \d+\.$/,
    );
  });

  it('loses none when it answers after its disk', () => {
    assert.deepEqual(violated(runSeed(modelOf(raft), found.seed)), []);
  });

  it('lets clients see that it has lost a request', () => {
    const seen = findSeed(ackBeforeSync, 5_000, (outcome) => violated(outcome).includes('clientsSeeOneCounter'));
    assert.match(because(seen, 'clientsSeeOneCounter'), /were both told that they made it \d+|when it had been \d+ before/);
  });
});

describe('Raft with fixed timeouts', () => {
  const { failures, properties, faults } = sweep(fixedTimeouts, 0, 50);

  it('never elects a leader, whatever the seed', () => {
    const leaderless = failures.filter(({ property }) => property === 'aMajorityFollowsOneLeader');
    assert.deepEqual(
      leaderless.map(({ seed }) => seed),
      Array.from({ length: 50 }, (_, seed) => seed),
    );
  });

  it('violates liveness only, and without any fault', () => {
    assert.deepEqual([...new Set(failures.map(({ kind }) => kind))], ['liveness']);
    assert.ok(properties.filter(({ kind }) => kind === 'safety').every(({ verdict }) => verdict === 'held'));
    assert.deepEqual(faults, {});
  });
});
