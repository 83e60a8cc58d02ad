import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromPanelWire, toPanelWire, type ToPanel } from '../../extension/panel-messages.ts';
import { panelRun, SyntheticTrace } from '../support/synthetic-trace.ts';

/** What VS Code does to a message: JSON, except for buffers. */
function crossed(message: ToPanel): ToPanel {
  const { json, ...buffers } = toPanelWire(message);
  return fromPanelWire({ json: JSON.parse(JSON.stringify(json)) as unknown, ...buffers });
}

const everything = {
  big: 2n ** 70n,
  nan: Number.NaN,
  negative: -Infinity,
  zero: -0,
  gone: undefined,
  hole: [1, undefined],
  map: new Map<unknown, unknown>([
    [{ a: 1 }, new Set([1n])],
    ['k', undefined],
  ]),
  bytes: Uint8Array.of(1, 255),
  $backstep: 'mine',
  ['__proto__']: 1,
};

describe('what crosses to the panel', () => {
  it('is the world at a step, with values of every kind', () => {
    const message: ToPanel = {
      type: 'inspection',
      inspection: {
        step: 3,
        time: 5,
        value: everything,
        nodes: [
          {
            name: 'a',
            status: 'up',
            clock: 0,
            state: everything,
            changed: ['map.k'],
            timers: [],
            disk: { key: everything },
            unsynced: [],
            byzantine: { behaviour: 'forge', fields: { token: 12n } },
          },
        ],
      },
    };
    assert.deepEqual(crossed(message), message);
  });

  it('is a run with its evidence, and its buffers as they are', () => {
    const builder = new SyntheticTrace(['a', 'b']).start('a', 'b');
    builder.fault({ kind: 'partition', label: 'a | b', cut: { sideOf: [0, 1], oneWay: false } }, 0);
    const trace = builder.trace({
      properties: [{ name: 'p', kind: 'safety', verdict: 'violated', step: 1, evidence: { nodes: ['a'], everything } }],
    });
    const content = panelRun(trace, { divergence: 1 });
    const arrived = crossed({ type: 'run', content });
    assert.deepEqual(arrived, { type: 'run', content });
    assert.ok(
      arrived.type === 'run' && arrived.content.run.columns === content.run.columns && arrived.content.run.spans === content.run.spans,
    );
  });
});
