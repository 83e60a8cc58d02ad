import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { laneGeometry, ROW_HEIGHT } from '../../webview/layout/lanes.ts';
import { layoutWindow, type SpanBox } from '../../webview/layout/window-layout.ts';
import { LaneOrder } from '../../webview/model/lane-order.ts';
import { RunModel } from '../../webview/model/run-model.ts';
import { panelRun, SyntheticTrace } from '../support/synthetic-trace.ts';

function ticks(nodes: readonly string[], count: number): SyntheticTrace {
  const builder = new SyntheticTrace(nodes);
  for (let step = 0; step < count; step++) builder.event('timer', { node: nodes[0]!, name: 'tick' });
  return builder;
}

function spansOf(builder: SyntheticTrace): readonly SpanBox[] {
  const run = new RunModel(panelRun(builder.trace()));
  return layoutWindow(run, laneGeometry(1_000, LaneOrder.of(run.nodes.length), { steps: run.steps, tracks: run.spans.tracks }), {
    firstRow: 0,
    lastRow: run.steps,
    originRow: 0,
  }).spans;
}

const rowsOf = ({ top, bottom }: SpanBox): readonly number[] => [top, bottom].map((y) => Math.floor(y / ROW_HEIGHT));

describe('what lasts', () => {
  it('has its true end, also when operations of one name overlap crosswise', () => {
    const builder = new SyntheticTrace(['c']);
    const first = builder.event('invoke', { node: 'c', name: 'put' });
    const second = builder.event('invoke', { node: 'c', name: 'put' });
    const ends = [builder.event('complete', { node: 'c', name: 'put' }), builder.event('complete', { node: 'c', name: 'put' })];
    builder
      .span('operation', 'c', first, ends[1], { name: 'put', track: 0 })
      .span('operation', 'c', second, ends[0], { name: 'put', track: 1 });
    const spans = spansOf(builder);
    assert.deepEqual(
      spans.map((span) => [span.track, ...rowsOf(span)]),
      [
        [0, 0, 3],
        [1, 1, 2],
      ],
    );
    assert.match(spans[0]!.text, /^operation put of c\nfrom step 0 to step 3$/);
  });

  it('tells a node that is starting from one that is busy', () => {
    const spans = spansOf(ticks(['a'], 6).span('starting', 'a', 0, 2).span('busy', 'a', 3, 5));
    assert.deepEqual(
      spans.map(({ kind, text }) => `${kind}: ${text.split('\n')[0]}`),
      ['starting: a is starting: its init is under way', 'busy: a is busy: a handler is under way'],
    );
  });

  it('shows any fault of links with its own words, and those that overlap side by side', () => {
    const builder = ticks(['a', 'b'], 10);
    builder.fault({ kind: 'clog', label: 'clog a > b' }, 1, 6, 0);
    builder.fault({ kind: 'a kind that is yet to come', label: 'bits of b > a turned' }, 2, undefined, 1);
    builder.fault({ kind: 'loss', label: 'loss 100%, planned in vain' });
    const spans = spansOf(builder);
    assert.deepEqual(
      spans.map(({ kind, lane, track, text }) => [kind, lane, track, text]),
      [
        ['fault', -1, 0, 'clog a > b\nfrom step 1 to step 6'],
        ['fault', -1, 1, 'bits of b > a turned\nfrom step 2 to the end of the run'],
      ],
    );
  });

  it('separates nodes whose names look like something else', () => {
    const nodes = ['c', 'n1, n2', 'n1 | c'];
    const builder = ticks(nodes, 2);
    const cut = builder.event('partition', { name: 'n1, n2 | n1 | c' });
    const second = builder.event('partition', { name: 'c cannot reach n1, n2' });
    builder.fault({ kind: 'partition', label: 'n1, n2 | n1 | c', cut: { sideOf: [-1, 0, 1], oneWay: false } }, cut, undefined, 0);
    builder.fault({ kind: 'partition', label: 'c cannot reach n1, n2', cut: { sideOf: [0, 1, -1], oneWay: true } }, second, undefined, 1);
    const run = new RunModel(panelRun(builder.trace()));
    assert.deepEqual(
      [...run.spans.cutAt].map(([step, { sideOf }]) => [step, ...sideOf]),
      [
        [cut, -1, 0, 1],
        [second, 0, 1, -1],
      ],
    );
    assert.equal(run.spans.tracks, 2);
    assert.deepEqual(
      spansOf(builder).map(({ kind }) => kind),
      ['cut', 'cut'],
    );
  });
});

describe('the tracks beside the lanes', () => {
  it('stand closer when there are many, and leave room for the lanes', () => {
    const few = laneGeometry(1_000, LaneOrder.of(5), { steps: 100, tracks: 2 });
    const many = laneGeometry(1_000, LaneOrder.of(5), { steps: 100, tracks: 40 });
    assert.ok(many.trackWidth < few.trackWidth);
    assert.ok(many.lanesAt - many.tracksAt <= 70);
  });
});
