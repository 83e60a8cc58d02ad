import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sweepSummary, tableSummary } from '../../extension/sweep-summary.ts';
import type { SweepReport } from '../../runner/protocol.ts';
import type { PropertyKind, Verdict, VerdictCounts } from '../../sim-core/base/verdict.ts';

const SEEDS = 100;
const NONE: VerdictCounts = { held: 0, violated: 0, unknown: 0, vacuous: 0 };

function property(name: string, kind: PropertyKind, verdict: Verdict, counts: Partial<VerdictCounts>): SweepReport['properties'][number] {
  return { name, kind, verdict, counts: { ...NONE, ...counts } };
}

function reportOf(report: Partial<SweepReport>): SweepReport {
  return {
    verdict: 'held',
    strategy: 'random',
    failures: [],
    groups: [],
    properties: [],
    faults: {},
    events: 1,
    hash: '0',
    counts: { ...NONE, violated: new Set(report.failures?.map(({ seed }) => seed)).size },
    scenario: 's',
    id: 'default',
    parameters: null,
    file: '/s.ts',
    sourceHash: '0',
    shard: null,
    regressions: [],
    shrunk: null,
    seeds: { from: 0, to: SEEDS - 1, run: SEEDS },
    wallSeconds: 1,
    rechecked: 0,
    divergence: null,
    fresh: null,
    costs: null,
    handlers: [],
    ...report,
  };
}

function summaryOf(report: Partial<SweepReport>): string {
  return sweepSummary(reportOf(report));
}

const HELD = property('nothingIsLost', 'safety', 'held', { held: SEEDS });

describe('the summary of a sweep', () => {
  it('says that all seeds hold only where every property held in every one', () => {
    assert.equal(summaryOf({ properties: [HELD], rechecked: 3 }), 'All 100 seeds hold. 3 seeds were run twice, with the same result.');
    const answered = property('everyWriteIsAnswered', 'liveness', 'held', { held: 90, unknown: 8, vacuous: 2 });
    assert.equal(
      summaryOf({ properties: [HELD, answered] }),
      'No seed of 100 fails. "every write is answered" held in 90, unknown in 8, vacuous in 2.',
    );
    assert.equal(
      summaryOf({ properties: [property('a', 'liveness', 'unknown', { unknown: SEEDS })] }),
      'No seed of 100 fails. "a" is unknown in every seed.',
    );
  });

  it('asks of a `sometimes` only that a seed reaches it', () => {
    assert.equal(summaryOf({ properties: [HELD, property('a', 'sometimes', 'held', { held: 1, vacuous: 99 })] }), 'All 100 seeds hold.');
    assert.equal(
      summaryOf({ properties: [HELD, property('aLeaseExpires', 'sometimes', 'vacuous', { vacuous: SEEDS })] }),
      'No seed of 100 fails. "a lease expires" is reached by no seed.',
    );
  });

  it('names the first failure, and what else is violated by how many seeds', () => {
    const failures = [3, 5].map((seed) => ({
      seed,
      property: 'nothingIsLost',
      kind: 'safety' as const,
      step: 7,
      time: 1_000,
      because: '',
      hash: '0',
    }));
    const lost = property('nothingIsLost', 'safety', 'violated', { held: 98, violated: 2 });
    assert.equal(
      summaryOf({ verdict: 'violated', failures, properties: [lost] }),
      '2 of 100 seeds fail. Seed 3 violates "nothing is lost" at step 7.',
    );
    assert.equal(
      summaryOf({
        verdict: 'violated',
        failures: failures.slice(0, 1),
        properties: [lost, property('noHandlerThrows', 'safety', 'violated', { held: 99, violated: 1 })],
      }),
      '1 of 100 seeds fails. Seed 3 violates "nothing is lost" at step 7. Also violated: "no handler throws" by 1.',
    );
  });

  it('says of a deadline when it passed, and after which step', () => {
    const when = { step: 29, time: 3_000_000, eventTime: 90_000 };
    const failures = [{ seed: 3, property: 'progress', kind: 'liveness' as const, ...when, because: '', hash: '0' }];
    const missed = property('progress', 'liveness', 'violated', { held: 99, violated: 1 });
    assert.equal(
      summaryOf({ verdict: 'violated', failures, properties: [missed] }),
      '1 of 100 seeds fails. Seed 3 violates "progress" at 3.000000 s, after step 29.',
    );
  });

  it('warns of faults that never struck, and does not say that a sweep is the same when it is not', () => {
    const divergence = { seed: 1, step: 2, what: 'a' };
    assert.equal(
      summaryOf({
        properties: [HELD],
        faults: { crash: { requested: 4, struck: 0, observed: 0 }, loss: { requested: 0, struck: 0, observed: 0 } },
        rechecked: 3,
        divergence,
      }),
      'All 100 seeds hold. Warning: crash never struck.',
    );
  });

  it('does not tell of more properties than can be read at a glance', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => property(name, 'liveness', 'unknown', { unknown: SEEDS }));
    assert.match(summaryOf({ properties: many }), /"c" is unknown in every seed; and 2 more\.$/);
  });

  it('says of a scenario without properties that nothing could fail', () => {
    assert.match(summaryOf({ verdict: 'vacuous' }), /there is no property that could: the scenario is vacuous\./);
  });
});

describe('the summary of a sweep over several scenarios', () => {
  const table = (verdicts: Readonly<Record<string, Verdict>>): string => {
    const scenarios = Object.entries(verdicts).map(([id, verdict]) => reportOf({ id, verdict }));
    return tableSummary({ file: '/s.ts', seeds: { from: 0, to: 99, run: 100 }, verdict: 'held', wallSeconds: 1, scenarios });
  };

  it('says how many held, and names those that did not', () => {
    assert.equal(table({ a: 'held', b: 'held' }), '2 scenarios, 100 seeds each: all hold.');
    assert.equal(
      table({ a: 'held', 'b[n=1]': 'violated', 'b[n=2]': 'violated', c: 'vacuous' }),
      '4 scenarios, 100 seeds each: 1 held. 2 violated: b[n=1]; b[n=2]. 1 vacuous: c.',
    );
    assert.match(table({ a: 'unknown', b: 'unknown', c: 'unknown', d: 'unknown' }), /4 unknown: a; b; c; and 1 more\.$/);
  });

  it('is that of the one where there is but one', () =>
    assert.match(
      tableSummary({
        file: '/s.ts',
        seeds: { from: 0, to: 99, run: 100 },
        verdict: 'held',
        wallSeconds: 1,
        scenarios: [reportOf({ properties: [HELD] })],
      }),
      /^All 100 seeds hold\./,
    ));
});
