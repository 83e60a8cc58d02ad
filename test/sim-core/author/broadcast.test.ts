import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Self } from 'backstep';
import { modelOf, recordSeed } from '../../../sim-core/engine.ts';
import { tell, type Story } from '../story.ts';

type Ping = { type: 'ping'; n: number };

/** Three nodes of one kind on bad links; the first sends in the way that is told. */
function story(send: (self: Self<Ping, 'again'>) => void): Story {
  const pinger = node<Ping>()({
    init(self) {
      self.setTimer('again', '30ms');
      return { heard: [] as number[] };
    },
    on: {
      ping(state, { n }) {
        state.heard.push(n);
      },
    },
    timers: {
      again(_state, self) {
        if (self.id === 'b') send(self);
        self.setTimer('again', '30ms');
      },
    },
  });
  const network = { latency: { min: '1ms', max: '20ms' }, loss: 0.3, duplicate: 0.3 } as const;
  return tell({ a: pinger, b: pinger, c: pinger }, { network, duration: '300ms' });
}

describe('a broadcast', () => {
  it('is a loop of sends: to all peers, in the order of the scenario', () => {
    const broadcast = story((self) => self.broadcast({ type: 'ping', n: self.boots }));
    const loop = story((self) => {
      for (const peer of self.peers) self.send(peer, { type: 'ping', n: self.boots });
    });
    assert.deepEqual(broadcast.lines, loop.lines);
    assert.equal(broadcast.outcome.hash, loop.outcome.hash);
    assert.deepEqual(broadcast.of('send').slice(0, 2), ['30ms b send a ping n: 0', '30ms b send c ping n: 0']);
  });

  it('goes to the nodes that it is told, in that order, itself among them', () => {
    const broadcast = story((self) => self.broadcast({ type: 'ping', n: 1 }, ['c', 'b']));
    assert.deepEqual(broadcast.of('send').slice(0, 2), ['30ms b send c ping n: 1', '30ms b send b ping n: 1']);
  });

  it('to nobody is nothing', () => {
    assert.deepEqual(story((self) => self.broadcast({ type: 'ping', n: 1 }, [])).of('send'), []);
  });

  for (const [what, to, message] of [
    ['a name', 'c', /'b' broadcasts to 'c', which is no list/],
    ['a node that does not exist', ['a', 'd'], /'b' sends to 'd', which does not exist/],
  ] as const) {
    it(`to ${what} is refused`, () => {
      assert.throws(() => story((self) => self.broadcast({ type: 'ping', n: 1 }, to as readonly string[])), message);
    });
  }
});

describe('self.boots', () => {
  const booting = node()({
    init(self) {
      if (self.boots === 1) self.busy('50ms');
      return { boots: self.boots };
    },
    on: {},
  });

  it('counts how often a node was started before, also when it crashed in its init', () => {
    const faults = [
      { at: '100ms', crash: 'a', for: '10ms' },
      // In the middle of the second init.
      { at: '120ms', crash: 'a', for: '10ms' },
      // It is down already, and does not die again.
      { at: '125ms', crash: 'a', for: '10ms' },
      { at: '500ms', crash: 'b', for: '10ms' },
    ] as const;
    const { state, recording, events } = tell({ a: booting, b: booting, c: booting }, { faults });
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => state<{ boots: number }>(name).boots),
      [2, 1, 0],
    );
    const crash = events.findIndex(({ kind, node: name }) => kind === 'crash' && name === 'b');
    const boots = (step: number): unknown => recording.seek(step).processes[1]!.view()?.['boots'];
    assert.deepEqual([boots(crash - 1), boots(events.length - 1), boots(crash - 1)], [0, 1, 0]);
  });

  it('is the life that a fork gives it', () => {
    const model = modelOf({
      kind: 'backstep.scenario',
      scenario: {
        name: 'boots',
        nodes: { a: booting },
        duration: '1s',
        properties: [],
        faults: [{ at: '100ms', crash: 'a', for: '10ms' }],
      },
    });
    const recording = recordSeed(model, 1);
    const fork = recording.fork(0, { faults: [{ at: '500ms', crash: 'a', for: '10ms' }] });
    fork.run();
    assert.equal(fork.processes[0]!.view()?.['boots'], 2);
  });

  it('counts a death by an exception, once somebody restarts the node', () => {
    const dies = node()({
      init(self) {
        if (self.boots === 0) self.setTimer('die', '10ms');
        return { boots: self.boots };
      },
      on: {},
      timers: {
        die() {
          throw new Error('dead');
        },
      },
    });
    const { state } = tell({ a: dies }, { faults: [{ at: '100ms', restart: 'a' }] as never });
    assert.equal(state<{ boots: number }>('a').boots, 1);
  });

  it('cannot be written to', () => {
    const writes = node()({
      init(self) {
        (self as { boots: number }).boots = 7;
        return {};
      },
      on: {},
    });
    assert.match(tell({ a: writes }).outcome.properties[0]?.because ?? '', /TypeError: .*boots/);
  });
});
