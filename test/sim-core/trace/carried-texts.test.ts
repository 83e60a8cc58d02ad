import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import zombie from '../../../examples/leases/zombie.ts';
import { modelOf, recordSeed } from '../../../sim-core/engine.ts';
import { CarriedTexts } from '../../../sim-core/trace/carried-texts.ts';
import { stepsThat } from '../../../sim-core/trace/columns.ts';
import { detailOf } from '../../../sim-core/trace/label.ts';
import type { Trace } from '../../../sim-core/trace/trace.ts';
import { everyKind, longTrace } from '../../support/synthetic-trace.ts';

const byReading = (trace: Trace, text: string): Uint8Array =>
  stepsThat(trace.columns.length, (step) => detailOf(trace, step).toLowerCase().includes(text));

describe('a search in what events carry', () => {
  const traces: Readonly<Record<string, Trace>> = {
    'every kind of event': everyKind().builder.trace(),
    'a long run': longTrace(3_000).trace(),
    'a simulated run': recordSeed(modelOf(zombie), 0).trace,
  };
  for (const [name, trace] of Object.entries(traces)) {
    it(`finds what reading each of them finds, in ${name}`, () => {
      for (const portion of [1, 7, 1_000_000]) {
        const texts = new CarriedTexts(trace);
        while (texts.gather(portion));
        for (const text of ['token', '33', 'term: 4', 'index: 1', 'deleted', 'o', 'nowhere', ' ', '}'])
          assert.deepEqual(texts.carrying(text), byReading(trace, text), text);
      }
    });
  }

  it('needs nobody to have made it ready', () => {
    const trace = longTrace(500).trace();
    const texts = new CarriedTexts(trace);
    texts.gather(100);
    assert.deepEqual(texts.carrying('term: 4'), byReading(trace, 'term: 4'));
  });

  it('finds nothing that stands in two of them together, and everything for no text', () => {
    const trace = longTrace(50).trace();
    assert.deepEqual(new CarriedTexts(trace).carrying('\n'), new Uint8Array(7));
    assert.deepEqual(new CarriedTexts(trace).carrying(''), byReading(trace, ''));
  });
});
