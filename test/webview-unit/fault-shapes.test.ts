import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '../../runner/utf8.ts';
import { FAULTS } from '../../sim-core/faults/catalogue.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import { decodeTrace, encodeTrace } from '../../sim-core/trace/codec.ts';
import { appearanceAt } from '../../webview/model/appearance.ts';
import { eventText } from '../../webview/model/event-text.ts';
import { RunModel } from '../../webview/model/run-model.ts';
import { FAULT_SHAPES } from '../../webview/view/fault-shapes.ts';
import { SHAPES } from '../../webview/view/event-shapes.ts';
import { struckBy } from '../sim-core/faults/every-kind.ts';
import { panelRun } from '../support/synthetic-trace.ts';

describe('a fault in the diagram', () => {
  const shapes = new Map<string, string>();

  for (const kind of Object.keys(FAULTS) as (keyof typeof FAULTS)[]) {
    it(`of the kind ${kind} has a shape that no other kind has, and words`, () => {
      const { trace } = struckBy(kind).recording;
      const run = new RunModel(panelRun(trace));
      const own = [...run.spans.strikes].filter(([, fault]) => fault.kind === kind).map(([step]) => step);
      // What begins again what was stopped is told by that, and by no fault.
      const shown = kind === 'restart' || kind === 'heal' ? [trace.faults.find((fault) => fault.kind === kind)!.struckAt!] : own;
      assert.ok(shown.length > 0, 'an event tells of it');
      const [glyph, ...others] = new Set(
        shown.filter((step) => !appearanceAt(run, step).glyph.endsWith('End')).map((step) => appearanceAt(run, step).glyph),
      );
      assert.deepEqual(others, []);
      assert.equal(shapes.get(glyph!), undefined, `${glyph} is the shape of ${shapes.get(glyph!)}`);
      shapes.set(glyph!, kind);
      const { lead, detail } = eventText(run, shown[0]!);
      assert.notEqual(`${lead}${detail}`, '');
    });
  }

  it('has the same shape once its trace was saved and read', () => {
    const { trace } = struckBy('gc').recording;
    const { trace: read } = decodeTrace(encodeTrace(trace, { backstep: '', file: '', sourceHash: '' }, utf8), utf8);
    const run = new RunModel(panelRun(read));
    const pause = Array.from({ length: run.steps }, (_, step) => step).find((step) => eventAt(read, step).kind === 'pause')!;
    assert.equal(appearanceAt(run, pause).glyph, 'gc');
  });

  it('has a shape that differs from all others by more than its colour', () => {
    const drawn = Object.values(SHAPES).map((shape) => JSON.stringify([shape.fill, shape.hollow, shape.line]));
    assert.equal(new Set(drawn).size, drawn.length);
    for (const shape of Object.values(FAULT_SHAPES)) {
      const numbers = Object.values(shape).flatMap((path) => path.match(/-?\d+(\.\d+)?/g)!.map(Number));
      assert.ok(
        numbers.every((number) => Math.abs(number) <= 8),
        JSON.stringify(shape),
      );
    }
  });
});
