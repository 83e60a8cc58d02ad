import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import coordinatorLost from '../../examples/commit/coordinator-lost.ts';
import coordinatorRestarts from '../../examples/commit/coordinator-restarts.ts';
import replicatedCoordinator from '../../examples/commit/replicated-coordinator.ts';
import twoPhase from '../../examples/commit/two-phase.ts';
import { modelOf, recordSeed, runSeed } from '../../sim-core/engine.ts';
import { describePair } from '../support/pair.ts';
import { sweep, violated } from '../support/sweep.ts';

describePair({
  broken: twoPhase,
  property: 'nobodyStaysInDoubt',
  because: /^(alpha|beta|alpha and beta) voted yes and wait for a decision\.$/,
  cured: replicatedCoordinator,
  sometimes: 'aBackupFindsADecision',
});

describe('two-phase commit', () => {
  it('violates liveness and only liveness, whatever happens', () => {
    assert.deepEqual([...new Set(sweep(twoPhase, 0, 1_000).failures.map(({ property }) => property))], ['nobodyStaysInDoubt']);
  });

  it('holds where every crash passes, since what was promised is on disk, and so does the replicated one', () => {
    const crash = { every: '1s', for: ['10ms', '1s'] } as const;
    for (const { kind, scenario } of [twoPhase, replicatedCoordinator]) {
      const { failures } = sweep({ kind, scenario: { ...scenario, nemesis: { ...scenario.nemesis, crash } } }, 0, 300);
      assert.deepEqual(failures, [], scenario.name);
    }
  });

  it('blocks when the coordinator is lost for ever, and for no other reason', () => {
    const outcome = runSeed(modelOf(coordinatorLost), 1);
    assert.deepEqual(violated(outcome), ['nobodyStaysInDoubt']);
    const { because } = outcome.properties.find(({ name }) => name === 'nobodyStaysInDoubt')!;
    assert.equal(because, 'alpha and beta voted yes and wait for a decision.');
  });

  it('goes on when the coordinator comes back, though its crash was to last longer than the run', () => {
    const { verdict, properties } = runSeed(modelOf(coordinatorRestarts), 1);
    assert.equal(verdict, 'held');
    assert.ok((properties.find(({ name }) => name === 'nobodyStaysInDoubt')?.kept ?? 0) > 0);
  });

  it('is the same run up to stabilisation, at which the one coordinator comes back and the other does not', () => {
    const [lost, back] = [coordinatorLost, coordinatorRestarts].map((scenario) => recordSeed(modelOf(scenario), 1).trace);
    const before = lost!.columns.time.findIndex((time) => time === 1_000_000);
    assert.ok(before > 0);
    assert.deepEqual(lost!.columns.hash.slice(0, before), back!.columns.hash.slice(0, before));
    assert.equal(lost!.faults[0]?.line, "{ at: '25ms', crash: 'coordinator', for: 'ever' },");
  });
});
