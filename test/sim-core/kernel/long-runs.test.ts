import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, workload } from 'backstep';
import { modelOf, runSeed, ScenarioError } from '../../../sim-core/engine.ts';

describe('a run that would never come to an end', () => {
  it('is ended where it has more events than could be recorded, and names the handler that is next', () => {
    const ticking = node()({
      init(self) {
        self.setTimer('tick', '1us');
        return {};
      },
      on: {},
      timers: {
        tick(_state, self) {
          for (let n = 0; n < 2_000; n++) self.log('tick');
          self.setTimer('tick', '1us');
        },
      },
    });
    const scenario = { name: 'ticking', nodes: { a: ticking }, duration: '10h', properties: [] };
    assert.throws(
      () => runSeed(modelOf({ kind: 'backstep.scenario', scenario }), 1),
      (error) => {
        assert.ok(error instanceof ScenarioError);
        assert.match(error.message, /^The run has more than 30,000,000 events by \d+us(, and the handler timers\.tick of 'a' is next)?\.$/);
        assert.equal(error.subject.node, 'a');
        return true;
      },
    );
  });

  it('is not begun for a workload that begins operations without a pause', () => {
    const of = (every: never): unknown => workload<never>()({ to: 'server', timeout: '1s', every, operations: { read: {} } } as never);
    for (const every of [0, '0ms', { mean: 0 }, { min: 0, max: 0 }])
      assert.throws(
        () => of(every as never),
        /^ScenarioError: `every` of the workload is zero, so that it would begin operations for ever/,
      );
    of({ min: 0, max: 1 } as never);
  });
});
