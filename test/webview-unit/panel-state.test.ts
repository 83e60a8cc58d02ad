import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shownOf } from '../../extension/shown.ts';
import { panelState } from '../../webview/model/panel-state.ts';
import { panelRun, longTrace } from '../support/synthetic-trace.ts';

describe('what a reloaded window gives back', () => {
  const trace = longTrace(10).trace();

  it('is the run that was shown, with what it changes itself', () => {
    for (const changes of [{}, { strategy: 'swarm' }, { drops: ['a>b#3'] }, { order: ['start a'] }]) {
      const shown = shownOf(panelState(panelRun(trace, { changes, forks: { list: [], shown: 0 } }), 4));
      assert.deepEqual([shown?.seed, shown?.changes, shown?.cursor], [trace.outcome.seed, changes, 4]);
    }
  });
});
