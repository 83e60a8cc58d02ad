import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, violation, type Fault, type Scenario } from 'backstep';
import { runToleranceLines, sweepToleranceLines } from '../../../runner/report/tolerance-lines.ts';
import { modelOf, recordSeed, runSeed, ScenarioError } from '../../../sim-core/engine.ts';
import { SweepTally } from '../../../sim-core/search/sweep.ts';
import type { Outcome } from '../../../sim-core/trace/outcome.ts';
import { tell } from '../story.ts';

const quiet = node()({ init: () => ({}), on: {} });
const counter = node()({ init: () => ({ n: 0 }), on: {} });

/** Violated from the first moment on at which two of three are down, or b lies. */
class Properties {
  @safety static enoughAreUp({ isUp, isHonest }: { isUp(name: string): boolean; isHonest(name: string): boolean }) {
    const down = ['a', 'b', 'c'].filter((name) => !isUp(name));
    return (down.length < 2 && isHonest('b')) || violation('too few are up and honest', { down });
  }
}

function outcome(tolerates: unknown, faults: readonly Fault[], rest: object = {}): Outcome {
  const scenario = {
    nodes: { a: quiet, b: quiet, c: quiet, client: quiet },
    tolerates,
    faults,
    duration: '1s',
    properties: [Properties],
    ...rest,
  };
  return runSeed(modelOf({ kind: 'backstep.scenario', scenario: { name: 's', ...scenario } }), 1);
}

const plain = (_style: unknown, text: string): string => text;
const down = (name: string, at: number): Fault => ({ at, crash: name, for: 50 });
const REPLICAS = ['a', 'b', 'c'];

describe('what a scenario tolerates', () => {
  it('is compared with the number of nodes: 2f + 1 that crash, 3f + 1 that lie, 2c + 3b + 1 of both', () => {
    const text = (tolerates: object): string => outcome({ nodes: REPLICAS, ...tolerates }, []).tolerance!.text;
    assert.deepEqual([{ crash: 1 }, { byzantine: 1 }, { crash: 1, byzantine: 1 }, { crash: 0 }].map(text), [
      '1 down of 3 nodes, which takes 2f + 1 = 3',
      '1 Byzantine of 3 nodes, which takes 3f + 1 = 4, more than there are',
      '1 down and 1 Byzantine of 3 nodes, which takes 2c + 3b + 1 = 6, more than there are',
      '0 down of 3 nodes, which takes 2f + 1 = 1',
    ]);
    assert.deepEqual(outcome({ byzantine: 1 }, []).tolerance, {
      text: '1 Byzantine of 4 nodes, which takes 3f + 1 = 4',
      needs: 4,
      nodes: 4,
    });
    assert.equal(outcome(undefined, []).tolerance, undefined);
  });

  it('is exceeded at the step at which too many are down, and what is violated from there on is beyond it', () => {
    const { tolerance, properties } = outcome({ crash: 1, nodes: REPLICAS }, [
      down('a', 10),
      down('client', 15),
      down('b', 20),
      down('c', 25),
    ]);
    const { step, time, because } = tolerance!.beyond!;
    assert.deepEqual([time, because], [20_000, 'a, b are down at one time, and 1 may be']);
    assert.equal(properties[0]!.step, step);
    assert.equal(
      properties[0]!.beyond,
      `beyond the stated tolerance: from step ${step} at 0.020000 s on, a, b are down at one time, and 1 may be`,
    );
  });

  it('is kept to by as many crashes as there are, one after the other, and a violation within it says nothing', () => {
    const kept = outcome({ crash: 1, nodes: REPLICAS }, [down('a', 10), down('b', 100), down('c', 200)]);
    assert.equal(kept.tolerance!.beyond, undefined);
    const within = outcome({ crash: 2, nodes: REPLICAS }, [down('a', 10), down('b', 20)]);
    assert.deepEqual(
      [within.properties[0]!.verdict, within.properties[0]!.beyond, within.tolerance!.beyond],
      ['violated', undefined, undefined],
    );
    const before = outcome({ crash: 2, nodes: REPLICAS }, [down('a', 10), down('b', 20), down('c', 30)]);
    assert.deepEqual([before.properties[0]!.beyond, before.tolerance!.beyond!.time], [undefined, 30_000]);
  });

  it('counts who has ever lied: from the start, by a fault, and in a fork', () => {
    const lie: Fault = { at: 10, byzantine: 'b', lie: { behaviour: 'silent' }, for: 1 };
    const tolerates = { crash: 1, nodes: REPLICAS };
    assert.equal(outcome(tolerates, [], { byzantine: { a: { behaviour: 'silent' } } }).tolerance!.beyond!.because, 'a lies, and 0 may');
    assert.equal(outcome(tolerates, [lie]).tolerance!.beyond!.time, 10_000);
    assert.match(
      outcome({ byzantine: 1, nodes: REPLICAS }, [lie, { ...lie, at: 20, byzantine: 'c' }]).tolerance!.beyond!.because,
      /b, c lie, and 1 may/,
    );
    assert.equal(outcome(tolerates, [], { byzantine: { client: { behaviour: 'silent' } } }).tolerance!.beyond, undefined);
  });

  const because = (tolerates: object, faults: readonly Fault[], rest: object = {}): string | undefined =>
    outcome({ nodes: REPLICAS, ...tolerates }, faults, rest).tolerance!.beyond?.because;

  it('counts who is frozen for good as down, and who is frozen for a while as slow', () => {
    const frozen: Fault = { at: 10, pause: 'a', for: 'ever' };
    assert.equal(because({ crash: 0 }, [frozen]), 'a is frozen for good at one time, and 0 may be');
    assert.equal(because({ crash: 1 }, [frozen, down('b', 20)]), 'a, b are down or frozen for good at one time, and 1 may be');
    assert.equal(because({ crash: 0 }, [{ ...frozen, for: 500 }]), undefined);
    const writer = node()({
      init(self) {
        self.setTimer('write', 20);
        return {};
      },
      timers: { write: (_state, self) => self.disk.write('x', 1) },
      on: {},
    });
    const inside: Fault = { at: 10, stall: 'a', for: 'ever' };
    const nodes = { a: writer, b: quiet, c: quiet };
    assert.equal(because({ crash: 0 }, [inside], { nodes }), 'a is frozen for good at one time, and 0 may be');
    assert.equal(because({ crash: 0 }, [{ ...inside, for: 500 }], { nodes }), undefined);
  });

  it('counts as Byzantine who does other than its code would have it: memory overwritten, a message replaced, a disk that betrays', () => {
    const kept = node<{ type: 'hello' }>()({
      init(self) {
        self.disk.write('x', 1);
        self.disk.sync();
        self.setTimer('say', 5);
        return { n: 0 };
      },
      on: { hello: () => undefined },
      timers: { say: (_state, self) => self.send('b', { type: 'hello' }) },
    });
    const rest = { nodes: { a: kept, b: kept, c: kept, client: kept }, properties: [] };
    const one = (fault: object): string | undefined => because({ crash: 1 }, [{ at: 10, ...fault } as Fault], rest);
    assert.equal(one({ memory: 'a', set: { n: 5 } }), 'the memory of a is not as it should be, and 0 may be Byzantine');
    for (const fault of [
      { diskLoss: 'a', for: 10 },
      { lyingSync: 'a', for: 10 },
      { lostWrites: 'a', for: 10 },
      { misdirectedWrites: 'a', for: 10 },
      { tornWrites: 'a', for: 10 },
      { bitRot: 'a', checksum: false },
    ])
      assert.equal(one(fault), 'the disk of a is not as it should be, and 0 may be Byzantine', JSON.stringify(fault));
    // What says so, what finds nothing to strike, and what the scenario bounds itself.
    for (const fault of [{ diskFull: 'a', for: 10 }, { failedSync: 'a', for: 10 }, { readErrors: 'a', for: 10 }, { bitRot: 'a' }])
      assert.equal(one(fault), undefined, JSON.stringify(fault));
    assert.equal(because({ crash: 1 }, [{ at: 10, bitRot: 'a', key: 'y', checksum: false }], rest), undefined);
    assert.equal(because({ crash: 1 }, [{ at: 10, diskLoss: 'a', for: 10 }], { ...rest, disk: { bad: 1 } }), undefined);

    const both: Fault[] = [
      { at: 10, byzantine: 'b', lie: { behaviour: 'silent' }, for: 1 },
      { at: 20, memory: 'a', set: { n: 5 } },
      { at: 30, memory: 'b', set: { n: 5 } },
    ];
    assert.equal(because({ byzantine: 1 }, both, rest), 'b lies, the memory of a is not as it should be, and 1 may be Byzantine');
    assert.equal(because({ byzantine: 2 }, both, rest), undefined);

    const scenario = { name: 's', tolerates: { crash: 1 }, duration: '1s', ...rest };
    const model = modelOf({ kind: 'backstep.scenario', scenario });
    const { beyond } = runSeed(model, 1, { messages: { 'c>b#0': { value: { more: 1 } } } }).tolerance!;
    assert.equal(beyond!.because, 'a message of c is not as it should be, and 0 may be Byzantine');
  });

  it('lets who may lie be down as well: that is the least of what it may do', () => {
    assert.equal(because({ byzantine: 1 }, [down('a', 10)]), undefined);
    assert.equal(because({ byzantine: 1 }, [down('a', 10), down('b', 20)]), 'a, b are down at one time, and 1 may be');
    assert.equal(because({ crash: 1, byzantine: 1 }, [down('a', 10), down('b', 20)]), undefined);
    const lie: Fault = { at: 5, byzantine: 'a', lie: { behaviour: 'silent' }, for: 1 };
    assert.equal(because({ byzantine: 1 }, [lie, down('a', 10)]), undefined);
    assert.equal(because({ byzantine: 1 }, [lie, down('b', 10)]), 'a lies, b is down at one time, and 1 may fail');
  });

  it('is remembered by a fork of what came before it', () => {
    const model = modelOf({
      kind: 'backstep.scenario',
      scenario: {
        name: 's',
        nodes: { a: counter, b: counter },
        tolerates: { byzantine: 1 },
        faults: [
          { at: 10, memory: 'a', set: { n: 5 } },
          { at: 500, pause: 'b', for: 1 },
        ],
        duration: '1s',
        properties: [],
      },
    });
    const recording = recordSeed(model, 1);
    const { length } = recording.trace.columns;
    const fork = recording.fork(length - 2, { faults: [{ at: 900, memory: 'b', set: { n: 5 } }] });
    while (fork.step());
    const because = 'the memory of a is not as it should be, the memory of b is not as it should be, and 1 may be Byzantine';
    assert.equal(fork.outcome().tolerance!.beyond!.because, because);
    assert.equal(recording.trace.outcome.tolerance!.beyond, undefined);
  });

  it('changes no run', () => {
    const faults = [down('a', 10), down('b', 20)];
    assert.equal(outcome({ crash: 1 }, faults).hash, outcome(undefined, faults).hash);
  });

  it('is the same after seeking, and stands in a trace', () => {
    const story = tell({ a: quiet, b: quiet }, { tolerates: { crash: 0 }, faults: [down('a', 10)], duration: '1s' } as Partial<Scenario>);
    assert.deepEqual(story.recording.trace.outcome.tolerance, story.outcome.tolerance);
    assert.equal(story.outcome.tolerance!.beyond!.time, 10_000);
  });

  it('is told in reports of a run and of a sweep', () => {
    const lie = (name: string, at: number): Fault => ({ at, byzantine: name, lie: { behaviour: 'silent' }, for: 1 });
    const beyond = outcome({ crash: 1, byzantine: 1, nodes: REPLICAS }, [lie('a', 10), lie('b', 20)]);
    assert.deepEqual(runToleranceLines(beyond, plain), [
      '  tolerates: 1 down and 1 Byzantine of 3 nodes, which takes 2c + 3b + 1 = 6, more than there are',
      `  beyond that from step ${beyond.tolerance!.beyond!.step} at 0.020000 s on: a, b lie, and 1 may`,
    ]);
    const tally = new SweepTally();
    tally.add(beyond);
    tally.add({ ...outcome({ crash: 1, byzantine: 1, nodes: REPLICAS }, []), seed: 2 });
    const whole = new SweepTally();
    for (let part = 0; part < 2; part++) whole.addAll(tally.summary());
    assert.deepEqual(sweepToleranceLines(whole.summary(), plain).slice(1), [
      '  2 runs went beyond that; 2 of 2 violations beyond the stated tolerance',
    ]);
  });

  it('is refused where it is none', () => {
    const refused = (tolerates: unknown, message: RegExp): void =>
      assert.throws(() => outcome(tolerates, []), (error) => error instanceof ScenarioError && message.test(error.message)); // prettier-ignore
    refused(1, /tolerates is 1/);
    refused({}, /tolerates says nothing/);
    refused({ crash: -1 }, /tolerates\.crash is -1/);
    refused({ crash: 5 }, /tolerates\.crash is 5/);
    refused({ byzantine: 0.5 }, /tolerates\.byzantine is 0\.5/);
    refused({ byzantine: '1' }, /tolerates\.byzantine is '1'/);
    refused({ crashes: 1 }, /tolerates has `crashes`/);
    refused({ crash: 1, nodes: [] }, /tolerates\.nodes is \[\]/);
    refused({ crash: 1, nodes: ['z'] }, /tolerates\.nodes names the node 'z'/);
    refused({ crash: 1, nodes: ['a', 'a'] }, /tolerates\.nodes has 'a' twice/);
  });
});
