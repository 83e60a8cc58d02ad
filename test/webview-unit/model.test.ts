import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FLAG } from '../../sim-core/trace/event.ts';
import { behaviourText, typedValue } from '../../webview/model/behaviour-text.ts';
import { eventText, spokenEvent } from '../../webview/model/event-text.ts';
import { firstSends, forgeableFields } from '../../webview/model/forgeable-fields.ts';
import { IntervalIndex } from '../../webview/model/interval-index.ts';
import { LabelPages, PAGE } from '../../webview/model/label-pages.ts';
import { partitionSides } from '../../webview/model/partition-sides.ts';
import { RowMap } from '../../webview/model/row-map.ts';
import { RunModel } from '../../webview/model/run-model.ts';
import { causalChain, moved } from '../../webview/model/steps.ts';
import { lengthText, roughLengthText, timeText } from '../../webview/model/time-text.ts';
import { panelRun, safetyViolation, SyntheticTrace } from '../support/synthetic-trace.ts';

describe('the index of intervals', () => {
  it('finds exactly those that touch a window, however long they are', () => {
    let state = 1;
    const below = (bound: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * bound);
    };
    const intervals = Array.from({ length: 1_000 }, () => {
      const from = below(5_000);
      return [from, from + (below(10) === 0 ? below(5_000) : below(30))] as const;
    }).sort((a, b) => a[0] - b[0]);
    const index = new IntervalIndex(Uint32Array.from(intervals, ([from]) => from), Uint32Array.from(intervals, ([, to]) => to));
    for (let round = 0; round < 300; round++) {
      const first = below(6_000);
      const last = first + below(80);
      const found: number[] = [];
      index.visit(first, last, (at) => found.push(at));
      const expected = intervals.flatMap(([from, to], at) => (from <= last && to >= first ? [at] : []));
      assert.deepEqual(found, expected);
    }
  });

  it('is content with no interval', () => {
    new IntervalIndex(new Uint32Array(0), new Uint32Array(0)).visit(0, 10, () => assert.fail('there is none'));
  });
});

describe('the rows', () => {
  it('give every step one row and every violation two after its step', () => {
    const rows = new RowMap(10, [2, 2, 7]);
    assert.equal(rows.rows, 16);
    assert.deepEqual([0, 2, 3, 7, 8, 9].map((step) => rows.rowOf(step)), [0, 2, 7, 11, 14, 15]);
    assert.deepEqual([0, 1, 2].map((slot) => rows.rowOfSlot(slot)), [3, 5, 12]);
    assert.deepEqual([0, 2, 3, 6, 7, 11, 12, 13, 14, 15, 99].map((row) => rows.stepAt(row)), [0, 2, 2, 2, 3, 7, 7, 7, 8, 9, 9]);
  });
});

describe('the sides of a partition', () => {
  const nodes = ['a', 'b', 'c', 'd'];

  it('are read out of its name', () => {
    assert.deepEqual(partitionSides('a, b | c', nodes), { sideOf: [0, 0, 1, -1], oneWay: false });
    assert.deepEqual(partitionSides('a | b | c, d', nodes), { sideOf: [0, 1, 2, 2], oneWay: false });
    assert.deepEqual(partitionSides('c cannot reach a, b', nodes), { sideOf: [1, 1, 0, -1], oneWay: true });
  });

  it('stay unknown where the name is of something else', () => {
    assert.equal(partitionSides('all', nodes), undefined);
    assert.equal(partitionSides('a, x | b', nodes), undefined);
  });
});

describe('times', () => {
  it('line up to the microsecond', () => {
    assert.equal(timeText(12_345_678), '12.345678 s');
    assert.equal(timeText(0), '0.000000 s');
    assert.equal(timeText(3_600_000_001), '3600.000001 s');
  });

  it('have the unit that suits them', () => {
    assert.deepEqual([12, 3_500, 10_000_000, 1_234_567].map(lengthText), ['12 µs', '3.5 ms', '10 s', '1.235 s']);
    assert.equal(roughLengthText(812_345), '812 ms');
  });
});

describe('labels', () => {
  it('are asked for once, in pages of 512 rows', () => {
    const asked: (readonly [number, number])[] = [];
    const pages = new LabelPages(1_200, (from, to) => asked.push([from, to]));
    pages.want(500, 530);
    pages.want(510, 520);
    assert.deepEqual(asked, [[0, 512], [512, 1_024]]);
    pages.arrived(512, Array.from({ length: 512 }, (_, index) => `label ${512 + index}`));
    assert.equal(pages.at(513), 'label 513');
    assert.equal(pages.at(3), undefined);
    pages.want(600, 1_199);
    assert.deepEqual(asked.at(-1), [1_024, 1_200]);
  });

  it('are not asked for page by page while somebody drags past them', () => {
    let asked = 0;
    const pages = new LabelPages(1_000_000, () => (asked += 1));
    for (let step = 0; step < 1_000_000; step += PAGE) pages.want(step, step + 40);
    assert.ok(asked <= 3, `${asked} pages were asked for`);
  });
});

describe('moving', () => {
  const builder = new SyntheticTrace(['a', 'b']);
  builder.start('a', 'b');
  const send = builder.send('a', 'b', 'ping');
  const first = builder.deliver(send);
  builder.send('b', 'a', 'pong');
  const second = builder.deliver(send, FLAG.duplicate);
  const trace = builder.trace({ properties: [safetyViolation('second', second, ''), safetyViolation('first', first, '')] });
  const run = new RunModel(panelRun(trace));

  it('goes by one, by node and to the ends, and stays at an end', () => {
    assert.equal(moved(run, 0, 'back'), 0);
    assert.equal(moved(run, 5, 'forward'), 5);
    assert.equal(moved(run, 0, 'forwardSameNode'), 2);
    assert.equal(moved(run, 3, 'backSameNode'), 1);
    assert.equal(moved(run, 2, 'forwardSameNode'), 2);
    assert.deepEqual([moved(run, 3, 'start'), moved(run, 3, 'end')], [0, 5]);
  });

  it('goes to the next violation, and from the last to the first', () => {
    assert.equal(moved(run, 0, 'violation'), first);
    assert.equal(moved(run, first, 'violation'), second);
    assert.equal(moved(run, second, 'violation'), first);
  });

  it('knows the causes of a step, and where its message arrives', () => {
    assert.deepEqual([...causalChain(run, first)], [first, send]);
    assert.deepEqual([...causalChain(run, send)], [send, first, second]);
  });
});

describe('what a row says', () => {
  const builder = new SyntheticTrace(['a', 'b']);
  const lost = builder.send('a', 'b', 'write', { text: 'x' });
  const drop = builder.drop(lost, 'partitioned', FLAG.byzantine);
  const run = new RunModel(panelRun(builder.trace()));

  it('names the message and not only its loss', () => {
    assert.deepEqual(eventText(run, drop, undefined), { lead: 'write', aside: 'from a: partitioned', detail: '', marks: ['Byzantine'] });
    assert.equal(eventText(run, lost, 'write text: "x"').detail, 'text: "x"');
  });

  it('can be heard', () => {
    assert.equal(spokenEvent(run, lost, 'write text: "x"'), 'Step 0, 0.000000 s, a, send write to b, text: "x"');
  });
});

describe('a Byzantine node', () => {
  it('is offered the number fields that it sends, the telling ones first', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    builder.send('a', 'b', 'write', { size: 3, meta: { leaseToken: 33 }, text: 'count: many' });
    builder.send('b', 'a', 'other', { term: 1 });
    const run = new RunModel(panelRun(builder.trace()));
    const labels = new LabelPages(2, () => undefined);
    labels.arrived(0, ['write size: 3, meta: {leaseToken: 33}, text: "count: many"', 'other term: 1']);
    assert.deepEqual(forgeableFields(labels, firstSends(run, 0)), ['leaseToken', 'size']);
  });

  it('is given the value that was typed: JSON where it is some, a text otherwise', () => {
    assert.deepEqual(['999999', 'true', '"7"', 'abc', '[1]'].map(typedValue), [999_999, true, '7', 'abc', [1]]);
    assert.equal(behaviourText({ behaviour: 'forge', fields: { token: 1, term: 2 } }), 'forging token, term');
  });
});
