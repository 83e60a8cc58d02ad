import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault, type Scenario } from 'backstep';
import { modelOf, runSeed, ScenarioError } from '../../../sim-core/engine.ts';
import { faultsOf } from '../../../sim-core/kernel/explicit.ts';
import { tell, type Story } from '../story.ts';

type Beat = { type: 'beat' };

const peer = node<Beat, Beat>()({
  init(self) {
    self.setTimer('beat', '10ms');
    return { heard: 0 };
  },
  on: { beat: (state) => void (state.heard += 1) },
  timers: {
    beat(_state, self) {
      for (const other of self.peers) self.send(other, { type: 'beat' });
      self.setTimer('beat', '10ms');
    },
  },
});

const cluster = { a: peer, b: peer, c: peer, d: peer };

function story(faults: readonly Fault<string>[], rest: Partial<Omit<Scenario, 'nodes'>> = {}): Story {
  return tell(cluster, { network: { latency: '1ms' }, duration: '150ms', faults: faults as Fault[], ...rest });
}

/** When a message from one node is handled by another, in milliseconds. */
function heard({ events }: Story, from: string, by: string): number[] {
  return events.filter(({ kind, node: at, peer: of }) => kind === 'deliver' && at === by && of === from).map(({ time }) => time / 1_000);
}

describe('swizzle-clogging', () => {
  const fault: Fault<string> = { at: '15ms', swizzle: ['a', 'b', 'c'], restore: ['b', 'c', 'a'], for: '60ms' };

  it('stops nodes one after the other, and lets them go in another order', () => {
    assert.deepEqual(story([fault]).of('swizzle'), [
      '15ms swizzle swizzle a, b, c',
      '25ms swizzle b clogged',
      '35ms swizzle c clogged',
      '55ms swizzle b let go',
      '65ms swizzle c let go',
      '75ms swizzle swizzle a, b, c',
    ]);
  });

  it('holds what its nodes send and are sent, until both ends are free', () => {
    const told = story([fault]);
    // From 15 ms to 75 ms a is clogged, and b from 25 ms to 55 ms.
    assert.deepEqual(
      heard(told, 'a', 'd').filter((time) => time < 80),
      [11, 75, 75, 75, 75, 75, 75],
    );
    assert.deepEqual(
      heard(told, 'b', 'd').filter((time) => time < 70),
      [11, 21, 55, 55, 55, 61],
    );
    assert.deepEqual(
      heard(told, 'd', 'c').filter((time) => time < 80),
      [11, 21, 31, 65, 65, 65, 71],
    );
    assert.deepEqual(
      heard(told, 'b', 'c').filter((time) => time < 80),
      [11, 21, 65, 65, 65, 65, 71],
    );
  });

  it('lets go in the reverse order if it is told none', () => {
    const { restore: _, ...plain } = fault as { restore: unknown };
    assert.deepEqual(
      story([plain as Fault<string>])
        .of('swizzle')
        .slice(3, 5),
      ['55ms swizzle c let go', '65ms swizzle b let go'],
    );
  });

  it('ends all at once at stabilisation', () => {
    const { of } = story([fault], { stabilisesAt: '40ms' });
    assert.equal(of('swizzle').length, 3);
    assert.equal(of('deliver').filter((line) => line.startsWith('40ms')).length > 0, true);
  });

  it('for ever lets nobody go', () => {
    const { of } = story([{ at: '15ms', swizzle: ['a', 'b'], for: 'ever' }], { duration: '3s', stabilisesAt: '2s' });
    assert.deepEqual(of('swizzle'), ['15ms swizzle swizzle a, b', '1015ms swizzle b clogged']);
  });

  it('is drawn by a nemesis as data, with a subset of the nodes and two orders', () => {
    const model = modelOf({
      kind: 'backstep.scenario',
      scenario: {
        name: 'x',
        nodes: cluster,
        nemesis: { swizzle: { every: '100ms', for: ['10ms', '40ms'] } },
        duration: '1s',
        properties: [],
      },
    });
    const drawn = [1, 2, 3].flatMap((seed) => faultsOf(model, seed)) as { swizzle?: string[]; restore?: string[] }[];
    assert.ok(drawn.length > 10);
    for (const { swizzle, restore } of drawn) assert.deepEqual([...swizzle!].sort(), [...restore!].sort());
    assert.ok(drawn.some(({ swizzle, restore }) => String(swizzle) !== String(restore)));
    const { requested, struck, observed } = runSeed(model, 1).faults['swizzle']!;
    assert.ok(requested > 3 && struck > 3 && observed > 3);
  });

  it('with other nodes to let go than were stopped is refused', () => {
    const refused = (form: object, message: RegExp): void =>
      assert.throws(
        () => story([{ at: 1, ...form } as never]),
        (error) => error instanceof ScenarioError && message.test(error.message),
      );
    refused({ swizzle: ['a', 'b'], restore: ['a', 'c'], for: 9 }, /The `restore` of faults\[0\] does not name the nodes/);
    refused({ swizzle: ['a', 'a'], for: 9 }, /The `swizzle` of faults\[0\] has 'a' twice/);
    refused({ swizzle: 'a', for: 9 }, /The `swizzle` of faults\[0\] is no list of nodes/);
    refused({ swizzle: ['a', 'b'], for: 0.002 }, /The `for` of faults\[0\] is too short/);
  });
});
