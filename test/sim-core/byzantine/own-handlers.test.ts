import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault } from 'backstep';
import { modelOf, recordSeed, ScenarioError } from '../../../sim-core/engine.ts';
import { tell, type Story } from '../story.ts';

type Say = { type: 'say'; word: string };

/** Says each 10 ms what it is, and writes down how often it was started. */
const speaker = (word: string) =>
  node<never, Say>()({
    init(self) {
      self.setTimer('speak', 10);
      self.disk.write('boots', self.boots);
      self.disk.sync();
      return { word, boots: self.boots };
    },
    on: {},
    timers: {
      speak(_state, self) {
        self.send('b', { type: 'say', word });
        self.setTimer('speak', 10);
      },
    },
  });
const listener = node<Say>()({ init: () => ({ heard: [] as string[] }), on: { say: (state, { word }) => void state.heard.push(word) } });

const nodes = { a: speaker('honest'), b: listener };
const versions = { v2: { a: speaker('newer') }, evil: { a: speaker('evil') }, other: {} };
const evil = { behaviour: 'handlers', version: 'evil' } as const;

const speak = (rest: object): Story => tell(nodes, { versions, network: { latency: 1 }, duration: '65ms', ...rest } as never);
const heard = (story: Story): string => story.state<{ heard: string[] }>('b').heard.join(' ');
const lie = (at: number, length: number | 'ever'): Fault => ({ at, byzantine: 'a', lie: evil, for: length });

describe('a Byzantine node with handlers of its own', () => {
  it('runs them from the start, and is no honest node', () => {
    const story = speak({ byzantine: { a: evil } });
    assert.equal(heard(story), 'evil evil evil evil evil evil');
    assert.deepEqual(story.outcome.faults['byzantine'], { requested: 1, struck: 1, observed: 6 });
  });

  it('is taken over for some time, and handed back, with its disk kept and its memory lost', () => {
    const story = speak({ faults: [lie(15, 30)] });
    assert.equal(heard(story), 'honest evil evil honest');
    assert.equal(story.state<{ boots: number }>('a').boots, 2);
    assert.deepEqual(story.outcome.faults['byzantine'], { requested: 1, struck: 1, observed: 2 });
  });

  it('is handed back at stabilisation, unless that is for ever', () => {
    assert.equal(heard(speak({ faults: [lie(15, 1_000)], stabilisesAt: '35ms' })), 'honest evil honest honest');
    assert.ok(heard(speak({ faults: [lie(15, 'ever')], stabilisesAt: '35ms' })).endsWith('evil evil'));
  });

  it('that is upgraded meanwhile runs the newer version once it is handed back', () => {
    const upgrade = { at: 25, upgrade: 'a', to: 'v2' };
    assert.equal(heard(speak({ faults: [lie(15, 20), upgrade] })), 'honest newer newer');
  });

  it('is the same run when it is sought, and when it is added to one', () => {
    const { recording, outcome } = speak({ faults: [lie(15, 30)] });
    for (const step of [0, 10, recording.trace.columns.length - 1]) recording.inspect(step);
    const model = modelOf({
      kind: 'backstep.scenario',
      scenario: { name: 's', nodes, versions, network: { latency: 1 }, duration: '65ms', properties: [] },
    });
    assert.deepEqual(recordSeed(model, 1, { faults: [lie(15, 30) as never] }).trace.outcome.faults, outcome.faults);
    assert.equal(recordSeed(model, 1, { byzantine: { a: evil } }).trace.outcome.faults['byzantine']!.observed, 6);
  });

  it('is refused without such handlers, inside of other lies, and from a step on', () => {
    const refused = (rest: object, message: RegExp): void =>
      assert.throws(() => speak(rest), (error) => error instanceof ScenarioError && message.test(error.message)); // prettier-ignore
    refused({ byzantine: { a: { behaviour: 'handlers' } } }, /The `version` of byzantine\.a is undefined/);
    refused({ byzantine: { a: { behaviour: 'handlers', version: 'evl' } } }, /byzantine\.a runs 'evl', which is no version/);
    refused({ byzantine: { b: evil } }, /byzantine\.b runs 'evil', in which 'b' is honest/);
    refused({ faults: [{ at: 1, byzantine: 'b', lie: evil, for: 1 }] }, /The `lie` of faults\[0\] runs 'evil', in which 'b' is honest/);
    refused(
      { nemesis: { byzantine: { every: 1, for: 1, lies: [evil] } } },
      /nemesis\.byzantine\.lies\[0\] runs 'evil', in which 'b' is honest/,
    );
    refused({ byzantine: { a: { behaviour: 'selective', does: evil } } }, /byzantine\.a\.does is handlers, which has no victims/);
    const model = modelOf({ kind: 'backstep.scenario', scenario: { name: 's', nodes, versions, duration: '65ms', properties: [] } });
    assert.throws(() => recordSeed(model, 1, { lies: [{ node: 'a', behaviour: evil, after: 3 }] }), /whoever runs others starts with them/);
  });
});
