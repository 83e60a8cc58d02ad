import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault, type Scenario } from 'backstep';
import type { FaultCount } from '../../../sim-core/base/fault-counts.ts';
import { FAULTS } from '../../../sim-core/faults/catalogue.ts';
import { tell } from '../story.ts';
import { CASES, receiver, sender, struckBy, withFaults, type Numbered } from './every-kind.ts';

type Kind = keyof typeof FAULTS;

function account(faults: readonly Fault<'a' | 'b'>[], rest: Partial<Scenario> = {}): Readonly<Record<string, FaultCount>> {
  return withFaults(faults, rest).outcome.faults;
}

const counted = (requested: number, struck: number, observed: number): FaultCount => ({ requested, struck, observed });

describe('accounting', () => {
  it('covers every kind of fault', () => {
    assert.deepEqual(Object.keys(CASES), Object.keys(FAULTS));
  });

  for (const [kind, { observed }] of Object.entries(CASES)) {
    it(`counts a ${kind} as requested, as struck, and what was observed of it`, () => {
      assert.deepEqual(struckBy(kind as Kind).outcome.faults[kind], counted(1, 1, observed));
    });
  }

  for (const [kind, { idle }] of Object.entries(CASES)) {
    if (idle.length === 0) continue;
    it(`counts a ${kind} that found nothing to strike as requested only`, () => {
      const down: Fault<'a' | 'b'>[] = ['crash', 'pause', 'memory', 'gc', 'migration', 'powerLoss', 'restartLoop'].includes(kind)
        ? [{ at: '50ms', crash: 'b' }]
        : [];
      const { requested, struck } = account([...down, ...idle], { network: { latency: '1ms', reorder: 0 } })[kind]!;
      assert.deepEqual([requested - (kind === 'crash' ? down.length : 0), struck - (kind === 'crash' ? down.length : 0)], [1, 0]);
    });
  }

  it('of a crash counts a handler that it cuts off and what waited', () => {
    const busy = node<Numbered>()({ init: () => ({}), on: { numbered: (_state, _message, self) => self.busy('35ms') } });
    const { outcome } = tell(
      { a: sender, b: busy },
      { network: { latency: '1ms' }, duration: '100ms', faults: [{ at: '35ms', crash: 'b', for: '1ms' }] },
    );
    assert.deepEqual(outcome.faults.crash, counted(1, 1, 3));
  });

  it('of what never left counts nothing else', () => {
    const faults = account([{ at: 0, partition: [['a'], ['b']] }], { network: { latency: '1ms', loss: 0.5, duplicate: 1 } });
    assert.deepEqual(faults, { partition: counted(1, 1, 20), loss: counted(1, 0, 0), duplicate: counted(1, 0, 0) });
  });

  it('of a reordering where all messages go free already counts nothing', () => {
    const faults = account([{ at: 0, reorder: 1, for: '1s' }], { network: { latency: { min: '1ms', max: '50ms' } } });
    assert.deepEqual(faults.reorder, counted(1, 0, 0));
  });

  it('of what links are like counts messages', () => {
    const faults = account([], { network: { latency: { min: '1ms', max: '50ms' }, loss: 0.3, duplicate: 0.3, reorder: 0.5 } });
    for (const kind of ['loss', 'duplicate', 'reorder']) {
      const { requested, struck, observed } = faults[kind]!;
      assert.deepEqual([requested, struck], [1, 1], kind);
      assert.ok(observed > 0 && observed < 15, `${kind}: ${observed}`);
    }
  });

  it('of a Byzantine node counts the messages that it altered, and none that it left as they were', () => {
    const lying = (byzantine: object): FaultCount => account([], { byzantine } as Partial<Scenario>).byzantine!;
    assert.deepEqual(lying({ a: { behaviour: 'silent' } }), counted(1, 1, 20));
    assert.deepEqual(lying({ a: { behaviour: 'forge', fields: { n: -1 } } }), counted(1, 1, 20));
    assert.deepEqual(lying({ a: { behaviour: 'forge', fields: { token: 5 } } }), counted(1, 0, 0));
    assert.deepEqual(lying({ a: { behaviour: 'forge', fields: { n: 3 } } }), counted(1, 1, 19));
    assert.deepEqual(lying({ b: { behaviour: 'silent' } }), counted(1, 0, 0));
    assert.deepEqual(lying({ a: { behaviour: 'silent' }, b: { behaviour: 'silent' } }), counted(2, 1, 20));
  });

  it('of a nemesis names what it may draw, though it drew nothing', () => {
    const faults = account([], { nemesis: { crash: { every: '1h', for: '1s' }, clock: undefined } } as Partial<Scenario>);
    assert.deepEqual(faults, { crash: counted(0, 0, 0) });
  });

  it('is told fault by fault in the trace', () => {
    const { recording } = tell(
      { a: sender, b: receiver },
      {
        network: { latency: '1ms' },
        faults: [
          { at: '95ms', loss: 1, for: '30ms' },
          { at: '950ms', loss: 1, for: '1ms', links: { from: ['b'] } },
        ],
      },
    );
    const [loss, idle] = recording.trace.faults;
    assert.deepEqual(
      { name: loss!.name, observed: loss!.observed, at: loss!.at, until: loss!.until },
      { name: 'faults[0]', observed: 3, at: 95_000, until: 125_000 },
    );
    assert.ok(loss!.struckAt! > 0);
    assert.deepEqual(
      { name: idle!.name, line: idle!.line, at: idle!.at, struckAt: idle!.struckAt, observed: idle!.observed },
      {
        name: 'faults[1]',
        line: "{ at: '950ms', loss: 1, for: '1ms', links: { from: ['b'] } },",
        at: 950_000,
        struckAt: undefined,
        observed: 0,
      },
    );
  });
});
