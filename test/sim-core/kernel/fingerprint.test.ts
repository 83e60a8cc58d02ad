import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from 'backstep';
import { modelOf, recordSeed } from '../../../sim-core/engine.ts';

describe('the fingerprint of a world', () => {
  const x = node<{ type: 'm' }>()({ init: () => ({ got: 0 }), on: { m: (state) => void (state.got += 1) } });
  const pair = node<never, { type: 'm' }>()({
    init(self) {
      self.setTimer('t', 1);
      return {};
    },
    on: {},
    timers: {
      t(_state, self) {
        self.send('x', { type: 'm' });
        self.send('y', { type: 'm' });
      },
    },
  });
  const end = (toX: number, toY: number, more: object = {}): string => {
    const network = { latency: 1, links: { 'src>x': { latency: toX }, 'src>y': { latency: toY } } };
    const recording = recordSeed(
      modelOf({
        kind: 'backstep.scenario',
        scenario: { name: 'w', nodes: { src: pair, x, y: x }, network, duration: 100, properties: [], ...more },
      }),
      0,
    );
    const simulation = recording.fork(recording.trace.columns.length - 1, {});
    simulation.run();
    return simulation.fingerprint();
  };

  it('is the same after two orders of deliveries that have nothing to do with each other', () => {
    assert.equal(end(2, 3), end(3, 2));
  });

  it('is another where something is another', () => {
    const worlds = [
      end(2, 3),
      end(2, 3, { duration: 101 }),
      end(2, 200),
      end(2, 3, { faults: [{ at: 50, crash: 'x' }] }),
      end(2, 3, { faults: [{ at: 50, pause: 'x', for: '1s' }] }),
      end(2, 3, { faults: [{ at: 50, clock: 'x', forward: 1 }] }),
      end(2, 3, { faults: [{ at: 50, loss: 1, for: '1s' }] }),
    ];
    assert.equal(new Set(worlds).size, worlds.length);
  });
});
