import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FLAG } from '../../sim-core/trace/event.ts';
import { behaviourSentence, behaviourText, typedValue, valueToType } from '../../webview/model/behaviour-text.ts';
import { eventText, spokenEvent } from '../../webview/model/event-text.ts';
import { IntervalIndex } from '../../webview/model/interval-index.ts';
import { LabelPages, PAGE } from '../../webview/model/label-pages.ts';
import { StepRows } from '../../webview/model/step-rows.ts';
import { RunModel } from '../../webview/model/run-model.ts';
import { causalChain, moved } from '../../webview/model/steps.ts';
import { lengthText, roughLengthText } from '../../webview/model/length-text.ts';
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
    const index = new IntervalIndex(
      Uint32Array.from(intervals, ([from]) => from),
      Uint32Array.from(intervals, ([, to]) => to),
    );
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
    const rows = new StepRows(10, [2, 2, 7]);
    assert.equal(rows.rows, 16);
    assert.deepEqual(
      [0, 2, 3, 7, 8, 9].map((step) => rows.rowOf(step)),
      [0, 2, 7, 11, 14, 15],
    );
    assert.deepEqual(
      [0, 1, 2].map((slot) => rows.rowOfSlot(slot)),
      [3, 5, 12],
    );
    assert.deepEqual(
      [0, 2, 3, 6, 7, 11, 12, 13, 14, 15, 99].map((row) => rows.stepAt(row)),
      [0, 2, 2, 2, 3, 7, 7, 7, 8, 9, 9],
    );
  });
});

describe('lengths of time', () => {
  it('have the unit that suits them', () => {
    assert.deepEqual([0, 12, 3_500, 10_000_000, 1_234_567].map(lengthText), ['0 s', '12 µs', '3.5 ms', '10 s', '1.235 s']);
    assert.equal(roughLengthText(812_345), '812 ms');
  });
});

describe('labels', () => {
  it('are asked for once, in pages of 512 rows', () => {
    const asked: (readonly [number, number])[] = [];
    const pages = new LabelPages(1_200, (from, to) => asked.push([from, to]));
    pages.want(500, 530);
    pages.want(510, 520);
    assert.deepEqual(asked, [
      [0, 512],
      [512, 1_024],
    ]);
    pages.arrived(
      512,
      Array.from({ length: 512 }, (_, index) => `label ${512 + index}`),
    );
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
  const late = builder.deliver(builder.send('a', 'b', 'late'), FLAG.overtaken);
  const prefixed = builder.event('timer', { node: 'a', name: 'ok' });
  const stall = builder.event('pause', { node: 'a', name: 'stall', flags: FLAG.stall });
  const cut = builder.event('partition', { name: 'a | b' });
  const remark = builder.event('note', { node: 'a', name: 'two\nlines \u202e' });
  const run = new RunModel(panelRun(builder.trace()));

  it('names the message and not only its loss', () => {
    assert.deepEqual(eventText(run, drop, 'text: "x"'), {
      lead: 'write',
      aside: 'from a',
      reason: 'partitioned',
      detail: 'text: "x"',
      marks: ['Byzantine'],
    });
    assert.deepEqual(eventText(run, lost), { lead: 'write', aside: 'to b', detail: '', marks: [] });
  });

  it('marks the message that was overtaken, at its delivery', () => {
    assert.deepEqual(eventText(run, late).marks, ['overtaken']);
    assert.deepEqual(eventText(run, late - 1).marks, []);
  });

  it('keeps all of what an event carries, also where that begins like its name', () => {
    assert.equal(eventText(run, prefixed, 'ok then').detail, 'ok then');
  });

  it('says what the kind says where no name would', () => {
    assert.deepEqual(
      [stall, cut].map((step) => [eventText(run, step).lead, eventText(run, step).detail]),
      [
        ['pause inside the handler', ''],
        ['partition', 'a | b'],
      ],
    );
  });

  it('shows what cannot be seen', () => {
    assert.equal(eventText(run, remark).lead, 'two\\nlines \\u202e');
  });

  it('can be heard', () => {
    assert.equal(spokenEvent(run, lost, 'text: "x"'), 'Step 0, 0.000000 s, a, send write to b, text: "x"');
    assert.equal(spokenEvent(run, cut), 'Step 6, 0.000000 s, partition, a | b');
  });
});

describe('a Byzantine node', () => {
  it('is given the value that was typed: JSON where it is some, a text otherwise', () => {
    const values = ['999999', 'true', '"7"', 'abc', '[1]', '12n'].map((text) => typedValue(text));
    assert.deepEqual(
      values.map(({ value }) => value),
      [999_999, true, '7', 'abc', [1], 12n],
    );
    assert.deepEqual(
      values.flatMap(({ isText, value }) => (isText ? [value] : [])),
      ['abc'],
    );
    assert.equal(behaviourText({ behaviour: 'forge', fields: { token: 1, term: 2 } }), 'forging token, term');
  });

  it('forges values of every kind, which are shown as they would be typed', () => {
    for (const value of [999_999, 'seven', 12n, Number.NaN, undefined, new Map([[1, new Set(['x'])]]), Uint8Array.of(1, 2)]) {
      assert.deepEqual(typedValue(valueToType(value)).value, value);
    }
    assert.equal(
      behaviourSentence({ behaviour: 'forge', fields: { token: 12n, seen: new Set([1]) } }),
      'forging token = 12n, seen = Set(1) {1}',
    );
  });
});
