import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFilter, matchesOf } from '../../webview/model/filter.ts';
import { Folding } from '../../webview/model/folding.ts';
import { Repeats } from '../../webview/model/repeats.ts';
import { RunModel } from '../../webview/model/run-model.ts';
import { TimeRows } from '../../webview/model/time-rows.ts';
import { laneGeometry, ROW_HEIGHT } from '../../webview/layout/lanes.ts';
import { layoutWindow } from '../../webview/layout/window-layout.ts';
import { LaneOrder } from '../../webview/model/lane-order.ts';
import { StepRows } from '../../webview/model/step-rows.ts';
import { moved } from '../../webview/model/steps.ts';
import { panelRun, safetyViolation, SyntheticTrace } from '../support/synthetic-trace.ts';

/** Beats of a node to another, of which some are lost or answered. */
function beats(...each: readonly ('plain' | 'lost' | 'answered')[]): SyntheticTrace {
  const trace = new SyntheticTrace(['a', 'b']).start('a', 'b');
  for (const how of each) {
    const timer = trace.after(10_000).event('timer', { node: 'a', name: 'beat', cause: 0 });
    const send = trace.event('send', { node: 'a', peer: 'b', name: 'heartbeat', cause: timer });
    const end = { node: 'b', peer: 'a', cause: send };
    const arrival = how === 'lost' ? trace.event('drop', { ...end, name: 'lost' }) : trace.event('deliver', { ...end, name: 'heartbeat' });
    if (how !== 'answered') continue;
    const ack = trace.event('send', { node: 'b', peer: 'a', name: 'ack', cause: arrival });
    trace.event('deliver', { node: 'a', peer: 'b', name: 'ack', cause: ack });
  }
  return trace;
}

const runOf = (trace: SyntheticTrace): RunModel => new RunModel(panelRun(trace.trace()));

describe('the rows of a run of which not all is shown', () => {
  it('are those of what is shown, and one for all that is hidden between', () => {
    const rows = new StepRows(10, [2], Uint8Array.of(1, 0, 0, 0, 0, 1, 1, 0, 0, 0));
    // 0, gap of 1, 2 with its slot, gap of 3 and 4, 5, 6, gap of 7 to 9.
    assert.equal(rows.rows, 9);
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 9].map((step) => rows.rowOf(step)),
      [0, 1, 2, 5, 5, 6, 7, 8, 8],
    );
    assert.deepEqual(rows.window(0, 99), {
      blocks: [
        [0, 0],
        [2, 2],
        [5, 6],
      ],
      gaps: [
        { row: 1, from: 1, to: 1 },
        { row: 5, from: 3, to: 4 },
        { row: 8, from: 7, to: 9 },
      ],
    });
    assert.ok(rows.isShown(2), 'what a violation follows is always shown');
  });

  it('find for each row a step that stands in it', () => {
    const shown = Uint8Array.from({ length: 500 }, (_, step) => Number((step * 7919) % 5 < 2));
    const rows = new StepRows(500, [3, 3, 250, 499], shown);
    for (let step = 0; step < 500; step++) {
      const at = rows.stepAt(rows.rowOf(step));
      assert.ok(rows.isShown(step) ? at === step : at <= step && rows.rowOf(at) === rows.rowOf(step));
    }
  });
});

describe('repetitions', () => {
  it('are timers of which the same comes again, with all of it', () => {
    const run = runOf(beats('plain', 'plain', 'answered', 'plain', 'answered'));
    const { mask } = new Repeats(run);
    const repeated = Array.from({ length: run.steps }, (_, step) => step).filter((step) => mask[step]);
    // The second beat and the fourth, and the fifth, which goes as the third did.
    assert.deepEqual(repeated, [5, 6, 7, 13, 14, 15, 16, 17, 18, 19, 20]);
    assert.equal(new Repeats(run).text(0, run.steps - 1), 'beat ×3');
  });

  it('are never what is out of the ordinary', () => {
    const run = runOf(beats('plain', 'lost', 'lost', 'plain'));
    const { mask } = new Repeats(run);
    for (let step = 0; step < run.steps; step++) if (run.kindAt(step) === 'drop') assert.equal(mask[step], 0);
  });
});

describe('folding', () => {
  it('leaves out what a filter does not let through, and steps over it', () => {
    const run = runOf(beats('plain', 'plain', 'answered'));
    const folding = new Folding(run);
    folding.filter(matchesOf(run, parseFilter('type:ack').terms, () => undefined));
    assert.equal(run.rows.rows, run.steps, 'it only dims, unless it is asked to leave out');
    folding.leaveOut({ others: true });
    const acks = [moved(run, 0, 'start'), moved(run, 0, 'end')];
    assert.deepEqual(
      acks.map((step) => run.nameAt(step)),
      ['ack', 'ack'],
    );
    assert.equal(moved(run, acks[0]!, 'back'), acks[0]);
    assert.equal(folding.text({ from: 0, to: acks[0]! - 1 }), `${acks[0]} hidden`);
  });

  it('shows what somebody goes to or asks for, until something else is to be left out', () => {
    const run = runOf(beats('plain', 'plain', 'plain'));
    const folding = new Folding(run);
    folding.leaveOut({ repeats: true });
    assert.equal(folding.text({ from: 5, to: run.steps - 1 }), '6 hidden: beat ×2');
    assert.equal(folding.reveal(6), true);
    assert.deepEqual(
      [5, 6, 7].map((step) => run.rows.isShown(step)),
      [false, true, false],
    );
    assert.equal(folding.reveal(6), false);
    folding.openBeside(6);
    assert.ok(run.rows.isShown(7) && run.rows.isShown(run.steps - 1));
    folding.leaveOut({ repeats: true });
    assert.ok(!run.rows.isShown(6));
  });

  it('never hides a violation', () => {
    const trace = beats('plain', 'plain', 'plain');
    const run = new RunModel(panelRun(trace.trace({ properties: [safetyViolation('p', 6, 'It was not.')] })));
    new Folding(run).leaveOut({ repeats: true });
    assert.deepEqual(
      [5, 6, 7].map((step) => run.rows.isShown(step)),
      [false, true, false],
    );
  });

  it('is the same in another run', () => {
    const folding = new Folding(runOf(beats('plain', 'plain')));
    folding.leaveOut({ repeats: true });
    const next = runOf(beats('plain', 'plain', 'plain'));
    new Folding(next, folding);
    assert.ok(!next.rows.isShown(6));
  });
});

describe('rows by simulated time', () => {
  /** A message that takes a tenth of the run, another that takes nine, and much at once. */
  const trace = new SyntheticTrace(['a', 'b']);
  const quick = trace.send('a', 'b', 'quick');
  const slow = trace.send('a', 'b', 'slow');
  trace.after(100_000).deliver(quick);
  for (let tick = 0; tick < 5; tick++) trace.event('timer', { node: 'b', name: 'tick' });
  trace.after(800_000).deliver(slow);
  trace.after(100_000).event('timer', { node: 'a', name: 'end' });

  it('stand as far apart as they happen, so that slopes are speeds', () => {
    const run = runOf(trace);
    run.rows = run.rowsFor(undefined, { zoom: 4 });
    const geometry = laneGeometry(1_000, LaneOrder.of(2), { steps: run.steps, tracks: 0 });
    const { arrows, events } = layoutWindow(run, geometry, { firstRow: 0, lastRow: run.rows.rows, originRow: 0, cursor: 4 });
    const height = (from: number): number => {
      const { line } = arrows.find((arrow) => arrow.from === from)!;
      return line.y2 - line.y1;
    };
    assert.ok(Math.abs(height(slow) / height(quick) - 9) < 1e-9);
    assert.deepEqual(
      events.filter(({ isTold }) => isTold).map(({ step, more }) => `${step} +${more}`),
      ['0 +3', '4 +3', '8 +0', '9 +0'],
    );
    assert.ok(events.every(({ step, y }) => y === (run.rows.rowOf(step) + 0.5) * ROW_HEIGHT));
  });

  it('show a message that is under way where nothing happens', () => {
    const run = runOf(trace);
    run.rows = run.rowsFor(undefined, { zoom: 20 });
    const geometry = laneGeometry(1_000, LaneOrder.of(2), { steps: run.steps, tracks: 0 });
    const row = Math.round((run.rows.rowOf(7) + run.rows.rowOf(8)) / 2);
    const { arrows, events, lanes } = layoutWindow(run, geometry, { firstRow: row, lastRow: row + 10, originRow: row });
    assert.equal(events.length, 0);
    assert.deepEqual([arrows.map(({ from }) => from), lanes.length], [[slow], 2]);
  });

  it('find for each row the last step before it', () => {
    const rows = new TimeRows(runOf(trace).columns, [], 3);
    for (let step = 0; step < 10; step++) {
      const at = rows.stepAt(rows.rowOf(step) - 0.5);
      assert.equal(rows.rowOf(at), rows.rowOf(step));
    }
    assert.equal(rows.stepAt(1e9), 9);
    assert.equal(rows.stepAt(-5), 0);
  });
});
