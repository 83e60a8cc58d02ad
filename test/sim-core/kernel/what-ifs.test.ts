import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node } from 'backstep';
import { modelOf, recordSeed, ScenarioError, type RunOptions } from '../../../sim-core/engine.ts';
import { eventAt } from '../../../sim-core/trace/trace.ts';

/** Sends a number each 10 ms, whose answers nobody awaits. */
const a = node<never, { type: 'say'; n: number }>()({
  init(self) {
    self.setTimer('send', '10ms');
    return { n: 0 };
  },
  on: {},
  timers: {
    send(state, self) {
      self.send('b', { type: 'say', n: ++state.n });
      self.setTimer('send', '10ms');
    },
  },
});
const b = node<{ type: 'say'; n: number }>()({
  init: () => ({ got: [] as number[], index: new Map([['k', { seen: 0 }]]) }),
  on: { say: (state, { n }) => void state.got.push(n) },
});

const model = (rest: object = {}): ReturnType<typeof modelOf> =>
  modelOf({
    kind: 'backstep.scenario',
    scenario: { name: 'what if', nodes: { a, b }, duration: '58ms', network: { latency: '5ms', reorder: 0 }, properties: [], ...rest },
  });

/** What b has got at the end, and where the run parts from the one as it is written. */
function told(changes: RunOptions): { readonly got: readonly number[]; readonly events: readonly string[] } {
  const recording = recordSeed(model(), 1, changes);
  const { columns } = recording.trace;
  const view = recording.seek(columns.length - 1).processes[1]!.view() as { got: readonly number[] };
  const events = Array.from({ length: columns.length }, (_, step) => {
    const { kind, time, name, flags, value } = eventAt(recording.trace, step);
    return [`${time / 1_000}ms`, kind, name, ...(flags ? [flags] : []), ...(value === undefined ? [] : [JSON.stringify(value)])].join(' ');
  });
  return { got: view.got, events };
}

const complaint = (changes: RunOptions, rest: object = {}): string => {
  try {
    recordSeed(model(rest), 1, changes);
  } catch (error) {
    assert.ok(error instanceof ScenarioError, String(error));
    return error.message;
  }
  throw new assert.AssertionError({ message: 'nothing was refused' });
};

describe('a run in which one message meets something else', () => {
  const plain = told({});

  it('is as it was without a change', () => assert.deepEqual(plain.got, [1, 2, 3, 4, 5]));

  it('gets it later, and what keeps its place behind it too', () => {
    const { got, events } = told({ messages: { 'a>b#1': { delay: '22ms' } } });
    assert.deepEqual(got, [1, 2, 3, 4, 5]);
    assert.deepEqual(
      events.filter((event) => event.includes('deliver')).map((event) => event.split(' ')[0]),
      ['15ms', '47ms', '47ms', '47ms', '55ms'],
    );
  });

  it('gets it later, and lets others go ahead of it', () => {
    const { got, events } = told({ messages: { 'a>b#1': { delay: '22ms', overtaken: true } } });
    assert.deepEqual(got, [1, 3, 4, 2, 5]);
    assert.ok(events.some((event) => event.startsWith('47ms deliver say 4')));
  });

  it('gets it twice', () => assert.deepEqual(told({ messages: { 'a>b#1': { duplicate: true } } }).got, [1, 2, 2, 3, 4, 5]));

  it('gets something else, marked, while what was sent stays what it was', () => {
    const { got, events } = told({ messages: { 'a>b#1': { value: { n: 99 } } } });
    assert.deepEqual(got, [1, 99, 3, 4, 5]);
    assert.ok(events.includes('20ms send say {"type":"say","n":2}'), events.join('\n'));
    assert.ok(events.includes('25ms deliver say 32 {"n":99,"type":"say"}'), events.join('\n'));
  });

  it('does not get it when it is lost, whatever else was to happen to it', () =>
    assert.deepEqual(told({ drops: ['a>b#1'], messages: { 'a>b#1': { duplicate: true } } }).got, [1, 3, 4, 5]));

  it('is refused where it names no message, or makes another type of it', () => {
    assert.match(complaint({ messages: { 'a>b': { duplicate: true } } }), /'a>b' names no message/);
    assert.match(complaint({ messages: { 'a>c#1': { duplicate: true } } }), /'c'/);
    assert.match(complaint({ messages: { 'a>b#1': { dely: 5 } as never } }), /`dely`/);
    assert.match(complaint({ messages: { 'a>b#1': { value: { type: 'other' } } } }), /'say' is to be delivered as 'other'/);
    assert.match(complaint({ messages: { 'a>b#1': { delay: 5 } } }, { model: 'synchronous' }), /synchronous/);
  });
});

describe('a fault of memory', () => {
  const overwritten = (set: object): RunOptions => ({ faults: [{ at: '26ms', memory: 'b', set }] });

  it('gives a field another value from then on, and shows it as an event', () => {
    const { got, events } = told(overwritten({ got: [7], 'index.k.seen': 5 }));
    assert.deepEqual(got, [7, 3, 4, 5]);
    assert.ok(events.includes('26ms fault got = [7], index.k.seen = 5'), events.join('\n'));
  });

  it('is refused where the state has nothing at the path, or a line of faults could not hold the value', () => {
    assert.match(complaint(overwritten({ gott: [7] })), /overwrites gott, and the state of b has nothing there/);
    assert.match(complaint(overwritten({ got: new Map() })), /a value that a line of `faults` cannot hold/);
    assert.match(complaint(overwritten({})), /`set`/);
    assert.match(
      complaint(overwritten({ got: [] }), { model: 'partiallySynchronous', stabilisesAt: '60ms' }),
      /changes the memory of a node/,
    );
  });
});
