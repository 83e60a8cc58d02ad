import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FLAG } from '../../sim-core/trace/event.ts';
import { laneGeometry, laneX, ROW_HEIGHT } from '../../webview/layout/lanes.ts';
import { clipped } from '../../webview/layout/arrow-shape.ts';
import { layoutWindow, MOST_PASSING, type WindowLayout } from '../../webview/layout/window-layout.ts';
import { LaneOrder } from '../../webview/model/lane-order.ts';
import { RunModel } from '../../webview/model/run-model.ts';
import { everyKind, longTrace, panelRun, safetyViolation, SyntheticTrace } from '../support/synthetic-trace.ts';

function layoutOf(run: RunModel, firstRow: number, lastRow: number, originRow = 0): WindowLayout {
  return layoutWindow(run, laneGeometry(1_000, LaneOrder.of(run.nodes.length), { steps: run.steps, tracks: 0 }), {
    firstRow,
    lastRow,
    originRow,
  });
}

const middleOf = (row: number): number => (row + 0.5) * ROW_HEIGHT;

describe('the layout of a window', () => {
  it('has a row for each step, in order, on the lane of its node', () => {
    const run = new RunModel(panelRun(everyKind().builder.trace()));
    const { events } = layoutOf(run, 3, 9);
    assert.deepEqual(
      events.map(({ step }) => step),
      [3, 4, 5, 6, 7, 8, 9],
    );
    assert.deepEqual(
      events.map(({ y }) => y),
      [3, 4, 5, 6, 7, 8, 9].map(middleOf),
    );
    assert.deepEqual(
      events.map(({ lane }) => run.nodes[lane]),
      ['client2', 'observer', 'client1', 'client1', 'lock', 'lock', 'lock'],
    );
  });

  it('draws an arrow from the row of the send to the row of the delivery', () => {
    const builder = new SyntheticTrace(['a', 'b', 'c']);
    const slow = builder.send('a', 'c', 'slow');
    const fast = builder.send('b', 'c', 'fast');
    builder.deliver(fast);
    builder.deliver(slow, FLAG.overtaken);
    const run = new RunModel(panelRun(builder.trace()));
    const geometry = laneGeometry(1_000, LaneOrder.of(3), { steps: run.steps, tracks: 0 });
    const arrow = layoutOf(run, 0, 3).arrows.find(({ from }) => from === slow)!;
    assert.equal(arrow.line.y1, middleOf(0));
    assert.equal(arrow.line.y2, middleOf(3));
    assert.ok(Math.abs(arrow.line.x1 - laneX(geometry, 0)) <= 6);
    assert.ok(Math.abs(arrow.line.x2 - laneX(geometry, 2)) <= 6);
    assert.ok(arrow.overtaken && !arrow.duplicate);
  });

  it('draws arrows that only pass through, at the place where they pass', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    const slow = builder.send('a', 'b', 'slow');
    for (let count = 0; count < 1_000; count++) builder.event('timer', { node: 'a', name: 'tick' });
    const arrival = builder.deliver(slow);
    const run = new RunModel(panelRun(builder.trace()));
    const [arrow, ...others] = layoutOf(run, 500, 540).arrows;
    assert.deepEqual([arrow?.from, arrow?.to, others.length], [slow, arrival, 0]);
    assert.equal(arrow!.line.y1, middleOf(0));
    assert.equal(arrow!.line.y2, middleOf(arrival));
  });

  it('finds the same arrows as a search through all of them', () => {
    const run = new RunModel(panelRun(longTrace(20_000).trace()));
    const { cause } = run.columns;
    for (const first of [0, 777, 9_000, 15_555, 19_960]) {
      const expected: number[] = [];
      for (let step = 0; step < run.steps; step++) {
        const isArrival = run.kindAt(step) === 'deliver' || run.kindAt(step) === 'drop';
        if (isArrival && cause[step]! <= first + 39 && step >= first) expected.push(step);
      }
      const found = layoutOf(run, first, first + 39, first)
        .arrows.filter(({ end }) => end !== 'underWay')
        .map(({ to }) => to);
      assert.deepEqual(
        found.sort((a, b) => a - b),
        expected,
      );
    }
  });

  it('tells how many messages it leaves out instead of drawing a wall', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    const sends = Array.from({ length: MOST_PASSING + 50 }, () => builder.send('a', 'b', 'held back'));
    for (let count = 0; count < 100; count++) builder.event('timer', { node: 'b', name: 'tick' });
    for (const send of sends) builder.deliver(send);
    const run = new RunModel(panelRun(builder.trace()));
    const { arrows, undrawn } = layoutOf(run, MOST_PASSING + 60, MOST_PASSING + 90);
    assert.equal(arrows.length, MOST_PASSING);
    assert.equal(undrawn, 50);
  });

  it('tells a loss on the way from a loss at the door, and from a message that is still under way', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    builder.drop(builder.send('a', 'b', 'lost'), 'lost');
    const late = builder.send('a', 'b', 'late');
    builder.after(5).drop(late, 'node is down');
    builder.send('a', 'b', 'last');
    const run = new RunModel(panelRun(builder.trace()));
    assert.deepEqual(
      layoutOf(run, 0, 9).arrows.map(({ end }) => end),
      ['lostOnTheWay', 'lostAtTarget', 'underWay'],
    );
  });

  it('keeps a line that reaches far beyond the window where it was', () => {
    const line = { x1: 0, y1: -1_000, x2: 100, y2: 1_000 };
    assert.deepEqual(clipped(line, -100, 100), { x1: 45, y1: -100, x2: 55, y2: 100 });
    assert.equal(clipped(line, 2_000, 3_000), undefined);
  });

  it('breaks the lane of a node while it is down', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    builder.start('a', 'b');
    const crash = builder.event('crash', { node: 'b' });
    builder.event('note', { node: 'a', name: 'alone' });
    const restart = builder.event('restart', { node: 'b' });
    builder.event('note', { node: 'b', name: 'back' });
    builder.span('down', 'b', 0, 1).span('down', 'b', crash, restart);
    const run = new RunModel(panelRun(builder.trace()));
    const lane = layoutOf(run, 0, 9)
      .lanes.filter(({ lane: of }) => of === 1)
      .map(({ down, top, bottom }) => [down, top, bottom]);
    assert.deepEqual(lane, [
      [true, 0, middleOf(1)],
      [false, middleOf(1), middleOf(2)],
      [true, middleOf(2), middleOf(4)],
      [false, middleOf(4), 6 * ROW_HEIGHT],
    ]);
    // The same lane seen from the middle of its absence.
    assert.deepEqual(
      layoutOf(run, 3, 3)
        .lanes.filter(({ lane: of }) => of === 1)
        .map(({ down }) => down),
      [false, true, false],
    );
  });

  it('shows what lasts: pauses, stalls, busy handlers, operations and cuts', () => {
    const { builder } = everyKind();
    const run = new RunModel(panelRun(builder.trace()));
    const spans = layoutOf(run, 0, run.rows.rows).spans.map(
      ({ kind, lane, top, bottom }) =>
        `${kind} ${run.nodes[lane] ?? 'network'} ${Math.floor(top / ROW_HEIGHT)}-${Math.floor(bottom / ROW_HEIGHT)}`,
    );
    assert.deepEqual(spans, [
      'cut network 12-15',
      'busy client1 17-38',
      'operation client1 18-42',
      'stalled client1 19-36',
      'paused observer 33-43',
      'fault network 35-45',
    ]);
  });

  it('says in which lanes the sides of a partition are', () => {
    const run = new RunModel(panelRun(everyKind().builder.trace()));
    const [partition, heal] = layoutOf(run, 10, 20).world;
    assert.deepEqual(partition?.sides?.sideOf, [0, 0, 0, 1, 1]);
    assert.equal(heal?.kind, 'heal');
  });

  it('puts a violation after its step and moves what follows down', () => {
    const { builder, violated } = everyKind();
    const run = new RunModel(
      panelRun(builder.trace({ properties: [safetyViolation('oneWriter', violated, 'two wrote', ['client1', 'nobody'])] })),
    );
    const { slots, events } = layoutOf(run, 0, run.rows.rows);
    assert.deepEqual(
      slots.map(({ top, height, band }) => [top / ROW_HEIGHT, height / ROW_HEIGHT, band.sentence, band.nodes]),
      [[violated + 1, 2, 'one writer', [2]]],
    );
    assert.equal(events[violated + 1]!.y, middleOf(violated + 3));
  });

  it('spans a missed deadline from the promise to the deadline, apart where it was suspended', () => {
    const builder = new SyntheticTrace(['a']);
    for (let count = 0; count < 10; count++) builder.after(1_000).event('timer', { node: 'a', name: 'tick' });
    const deadline = { promised: 2_500, due: 8_000, suspended: [[4_000, 5_500]] as const };
    const run = new RunModel(
      panelRun(builder.trace({ properties: [{ name: 'progress', kind: 'liveness', verdict: 'violated', step: 7, deadline }] })),
    );
    // Steps 2 to 7 happen from 3 ms to 8 ms; the one at 4 ms and at 5 ms while the deadline stood still.
    const [band] = layoutOf(run, 0, 20).deadlines;
    assert.deepEqual([band!.top / ROW_HEIGHT, band!.bottom / ROW_HEIGHT], [2, 8]);
    assert.deepEqual(
      band!.suspended.map(([top, bottom]) => [top / ROW_HEIGHT, bottom / ROW_HEIGHT]),
      [[3, 5]],
    );
    assert.equal(layoutOf(run, 11, 13).deadlines.length, 0);
  });
});

describe('the columns of the diagram', () => {
  it('let fifty lanes scroll sideways and a few fit', () => {
    assert.ok(laneGeometry(1_000, LaneOrder.of(50), { steps: 1_000, tracks: 0 }).overflow > 1_000);
    assert.equal(laneGeometry(1_000, LaneOrder.of(5), { steps: 1_000, tracks: 0 }).overflow, 0);
    assert.ok(laneGeometry(1_000, LaneOrder.of(1), { steps: 1_000_000, tracks: 2 }).textAt < 450);
  });

  it('leave out the times between steps in a narrow panel', () => {
    assert.equal(laneGeometry(500, LaneOrder.of(4), { steps: 100, tracks: 0 }).deltaWidth, 0);
    assert.ok(laneGeometry(900, LaneOrder.of(4), { steps: 100, tracks: 0 }).deltaWidth > 0);
  });
});
