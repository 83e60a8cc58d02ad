import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Band, BandWindow } from '../../sim-core/trace/bands.ts';
import type { Bands } from '../../webview/layout/band-boxes.ts';
import { bandPlace, laneGeometry, MOST_BANDS, ROW_HEIGHT } from '../../webview/layout/lanes.ts';
import { layoutWindow } from '../../webview/layout/window-layout.ts';
import { BandCache } from '../../webview/model/band-cache.ts';
import { spokenEvent } from '../../webview/model/event-text.ts';
import { LaneOrder } from '../../webview/model/lane-order.ts';
import { RunModel } from '../../webview/model/run-model.ts';
import { panelRun, SyntheticTrace } from '../support/synthetic-trace.ts';

const state = (pieces: Band['pieces'], name = 'role', node = 0): Band => ({ kind: 'state', node, name, pieces, most: 0 });

/** A run of ticks of `a`, with what stands beside its lanes. */
function runWith(bands: readonly Band[], steps = 60): RunModel {
  const builder = new SyntheticTrace(['a', 'b']);
  for (let step = 0; step < steps; step++) builder.event('timer', { node: 'a', name: 'tick' });
  const run = new RunModel(panelRun(builder.trace()));
  run.bands.arrived({ from: 0, to: steps, bands });
  return run;
}

function laidOut(run: RunModel, width = 1_000, lastRow = run.steps): Bands {
  const geometry = laneGeometry(width, LaneOrder.of(2), { steps: run.steps, bands: run.bands.most });
  return layoutWindow(run, geometry, { firstRow: 0, lastRow, originRow: 0 }).bands;
}

const rows = ({ top, bottom }: { top: number; bottom: number }): number[] => [top, bottom].map((y) => Math.floor(y / ROW_HEIGHT));

describe('a band beside a lane', () => {
  it('reaches from the step at which it becomes so to the one at which it becomes otherwise, and says what it is', () => {
    const pieces = [
      { from: 2, to: 9, value: 'follower' },
      { from: 9, to: 60, value: 'leader' },
    ];
    const { boxes, labels } = laidOut(runWith([state(pieces)]));
    assert.deepEqual(
      boxes.map((box) => [box.lane, ...rows(box)]),
      [
        [0, 2, 9],
        [0, 9, 60],
      ],
    );
    assert.equal(boxes[1]!.title, 'a, role: leader\nfrom step 9 to the end of the run');
    assert.deepEqual([...new Set(labels.map(({ text }) => text))], ['follower', 'leader']);
    assert.ok(labels.filter(({ text }) => text === 'leader').length > 2, 'a long band says it again');
  });

  it('says only as much as has room in it, and names what is a number', () => {
    const { labels } = laidOut(
      runWith([
        state(
          [
            { from: 0, to: 2, value: 'candidate' },
            { from: 2, to: 3, value: 'no' },
            { from: 4, to: 9, value: '7' },
          ],
          'term',
        ),
      ]),
    );
    assert.deepEqual(
      labels.map(({ text }) => text),
      ['candid…', 'no', 'term 7'],
    );
  });

  it('is as wide as a queue is full, and says once how full it gets before it is empty', () => {
    const pieces = [
      { from: 1, to: 4, value: 1_000 },
      { from: 4, to: 8, value: 4_000 },
      { from: 12, to: 20, value: 2_000 },
    ];
    const { boxes, labels } = laidOut(runWith([{ kind: 'queue', node: 0, name: 'a>b', limit: 8_000, most: 4_000, pieces }]));
    assert.deepEqual(
      boxes.map(({ level }) => level),
      [0.125, 0.5, 0.25],
    );
    assert.deepEqual(
      labels.map(({ text }) => text),
      ['a>b 4 kB', 'a>b 2 kB'],
    );
    assert.match(boxes[1]!.title, /^a, queue a>b: 4 kB waiting of 8 kB\n/);
  });

  it('says which way a clock is off, and the most of it', () => {
    const { boxes, labels } = laidOut(
      runWith([{ kind: 'clock', node: 0, name: '', most: 250_000, pieces: [{ from: 0, to: 30, value: -250_000 }] }]),
    );
    assert.equal(labels[0]!.text, 'clock −250 ms');
    assert.match(boxes[0]!.title, /^a, clock: at most 250 ms behind\n/);
  });

  it('stands beside the others of its lane, and of too many the first are drawn', () => {
    const bands = Array.from({ length: MOST_BANDS + 2 }, (_, index) => state([{ from: 0, to: 60, value: 'x' }], `lane${index}`));
    const run = runWith(bands);
    const { boxes } = laidOut(run);
    assert.deepEqual(
      boxes.map(({ place }) => place),
      [0, 1, 2, 3],
    );
    for (const [width, lanes, drawn, wide] of [
      [300, 2, 3, 1],
      [1_000, 2, 4, 4],
      [1_000, 9, 3, 1],
      [1_000, 6, 4, 1],
    ] as const) {
      const geometry = laneGeometry(width, LaneOrder.of(lanes), { steps: 60, bands: run.bands.most });
      assert.deepEqual([geometry.bands, geometry.wideBands], [drawn, wide], `of ${lanes} lanes in ${width} pixels`);
      assert.equal(geometry.overflow > 0, lanes === 9 || width === 300, 'bands make no lane leave the window');
      const places = Array.from({ length: drawn }, (_, place) => bandPlace(geometry, 0, place));
      for (const [index, { x, width: wide }] of places.entries()) {
        assert.ok(x >= 0 && x + wide < geometry.laneWidth / 2, 'it is to the left of its lane');
        assert.ok(index === 0 || x + wide <= places[index - 1]!.x, 'it covers no other');
      }
    }
  });

  it('is told to those who hear the step of its node', () => {
    const run = runWith([state([{ from: 2, to: 9, value: 'leader' }]), state([{ from: 0, to: 60, value: 'other' }], 'role', 1)]);
    assert.match(spokenEvent(run, 5), /, role leader$/);
    assert.doesNotMatch(spokenEvent(run, 9), /leader|other/);
  });
});

describe('what stands beside the lanes of a long run', () => {
  const window = (from: number, to: number, changes?: number): BandWindow => ({
    from,
    to,
    bands: [state([{ from, to, value: 'x', ...(changes ? { changes } : {}) }])],
  });

  it('is asked for by the window that is in sight, one window at a time, and the last wish counts', () => {
    const asked: (readonly [number, number])[] = [];
    const cache = new BandCache(1_000_000, (from, to) => asked.push([from, to]));
    cache.want(500_000, 500_030);
    cache.want(600_000, 600_030);
    cache.want(700_000, 700_030);
    assert.deepEqual(asked, [[499_600, 500_431]]);
    cache.arrived(window(499_600, 500_431));
    assert.deepEqual(asked[1], [699_600, 700_431]);
    cache.arrived(window(699_600, 700_431));
    cache.want(700_100, 700_130);
    assert.equal(asked.length, 2, 'what is there is not asked for');
    assert.equal(cache.at(700_100).length, 1);
  });

  it('is asked for again where it came too coarse for what is in sight, and not where it came short', () => {
    const asked: (readonly [number, number])[] = [];
    const cache = new BandCache(1_000_000, (from, to) => asked.push([from, to]));
    cache.want(0, 999_999);
    cache.arrived(window(0, 1_000_000, 5_000));
    cache.want(100, 130);
    assert.deepEqual(asked.at(-1), [0, 531]);
    cache.arrived(window(0, 90));
    cache.want(100, 130);
    assert.equal(asked.length, 2);
  });
});
