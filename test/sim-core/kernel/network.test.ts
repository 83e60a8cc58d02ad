import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Scenario } from 'backstep';
import { FLAG } from '../../../sim-core/trace/event.ts';
import { tell, type Story } from '../story.ts';

type Count = { type: 'count'; n: number };

/** Sends a numbered message to everyone each 10 ms. */
const sender = node<Count>()({
  init(self) {
    self.setTimer('send', '10ms');
    return { n: 0 };
  },
  on: { count() {} },
  timers: {
    send(state, self) {
      state.n += 1;
      for (const name of self.nodes) if (name !== self.id) self.send(name, { type: 'count', n: state.n });
      self.setTimer('send', '10ms');
    },
  },
});

const listener = node<Count>()({
  init: () => ({ got: [] as number[] }),
  on: {
    count(state, { n }) {
      state.got.push(n);
    },
  },
});

function listen(rest: Partial<Omit<Scenario, 'nodes'>>, seed = 1): Story {
  return tell({ a: sender, b: listener, c: listener }, rest, seed);
}

function got(story: Story, name = 'b'): number[] {
  return story.state<{ got: number[] }>(name).got;
}

describe('a link', () => {
  it('keeps messages in order when nothing may be reordered', () => {
    const numbers = got(listen({ network: { latency: { min: '1ms', max: '80ms' }, reorder: 0 } }));
    assert.ok(numbers.length > 80);
    assert.deepEqual(
      numbers,
      [...numbers].sort((x, y) => x - y),
    );
  });

  it('lets messages overtake each other by latency alone, and marks those that did', () => {
    const story = listen({ network: { latency: { min: '1ms', max: '80ms' } } });
    const numbers = got(story);
    assert.notDeepEqual(
      numbers,
      [...numbers].sort((x, y) => x - y),
    );
    // What arrives behind a newer one was overtaken, and nothing else.
    const late = numbers.filter((n, index) => numbers.slice(0, index).some((earlier) => earlier > n));
    const marked = story.events.filter(({ kind, node: at, flags }) => kind === 'deliver' && at === 'b' && flags === FLAG.overtaken);
    assert.deepEqual(
      marked.map(({ value }) => (value as Count).n),
      late,
    );
  });

  it('loses about as many messages as its probability says, and accounts for each', () => {
    const story = listen({ network: { latency: '1ms', loss: 0.3 }, duration: '20s' });
    const lost = story.of('drop').length;
    assert.ok(lost > 0.25 * 4_000 && lost < 0.35 * 4_000, `${lost} of 4,000 were lost`);
    assert.deepEqual(story.outcome.faults, { loss: { requested: 1, struck: 1, observed: lost } });
  });

  it('delivers a duplicated message twice, and the receivers cannot meddle with each other', () => {
    const story = listen({ network: { latency: '1ms', duplicate: 1 } });
    const numbers = got(story);
    assert.equal(numbers.filter((n) => n === 1).length, 2);
    assert.equal(story.outcome.faults.duplicate?.observed, story.of('send').length);
  });

  it('may differ from the rest', () => {
    const story = listen({ network: { latency: '1ms', links: { 'a>c': { latency: '500ms' } } } as Scenario['network'] & object });
    assert.ok(got(story, 'b').length > 95);
    assert.ok(got(story, 'c').length < 52);
  });

  it('with an exponential latency has the mean that was asked for', () => {
    const story = listen({ network: { latency: { mean: '20ms' } }, duration: '60s' });
    const sent = new Map(
      story
        .of('send')
        .filter((line) => line.includes('send b'))
        .map((line) => [line.split('n: ')[1], Number.parseFloat(line)]),
    );
    const delays = story
      .of('deliver')
      .filter((line) => line.includes('b deliver'))
      .map((line) => Number.parseFloat(line) - sent.get(line.split('n: ')[1])!);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    assert.ok(Math.abs(mean - 20) < 1.5, `the mean is ${mean} ms`);
  });
});

describe('a partition', () => {
  it('cuts what is between the groups, both ways, until it heals', () => {
    const story = listen({ network: { latency: '1ms' }, faults: [{ at: '100ms', partition: [['a'], ['b']], for: '100ms' }] });
    assert.deepEqual(story.of('partition', 'heal'), ['100ms partition a | b', '200ms heal a | b']);
    const missing = Array.from({ length: 98 }, (_, index) => index + 1).filter((n) => !got(story).includes(n));
    assert.deepEqual(missing, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    assert.equal(got(story, 'c').length, 99);
  });

  it('cuts one way only when asked to', () => {
    const story = tell(
      { a: sender, b: sender },
      { network: { latency: '1ms' }, faults: [{ at: '0ms', partition: { from: ['a'], to: ['b'] } }] },
    );
    assert.ok(story.of('deliver').every((line) => line.includes('a deliver b')));
    assert.ok(story.of('drop').every((line) => line.includes('b drop a')));
  });

  it('ends with the next heal when it has no end of its own', () => {
    const story = listen({
      faults: [
        { at: '100ms', partition: [['a'], ['b', 'c']] },
        { at: '150ms', heal: 'all' },
      ],
    });
    assert.deepEqual(story.of('heal'), ['150ms heal all']);
    assert.ok(got(story).includes(20));
  });

  it('drops what is under way when it begins', () => {
    const story = listen({ network: { latency: '5ms' }, faults: [{ at: '12ms', partition: [['a'], ['b', 'c']], for: '100ms' }] });
    assert.ok(story.of('drop').includes('15ms b drop a count partitioned'));
  });
});

describe('link faults', () => {
  it('clog: hold messages back and let all of them go', () => {
    const story = listen({ network: { latency: '1ms' }, faults: [{ at: '100ms', clog: { from: ['a'], to: ['b'] }, for: '100ms' }] });
    const times = story
      .of('deliver')
      .filter((line) => line.includes('b deliver'))
      .map((line) => Number.parseFloat(line));
    assert.ok(times.every((time) => time < 100 || time >= 200));
    assert.equal(times.length, 99);
    assert.ok((story.outcome.faults.clog?.observed ?? 0) >= 9);
  });

  it('delay: adds to the latency for a while', () => {
    const story = listen({ network: { latency: '1ms' }, faults: [{ at: '95ms', delay: '300ms', for: '10ms' }] });
    assert.ok(story.of('deliver').includes('401ms b deliver a count n: 10'));
    assert.deepEqual(story.outcome.faults, { delay: { requested: 1, struck: 1, observed: 2 } });
  });

  it('loss and duplication: for a while, on the links that are meant', () => {
    const story = listen({
      network: { latency: '1ms' },
      faults: [
        { at: '95ms', loss: 1, for: '10ms', links: { to: ['b'] } },
        { at: '195ms', duplicate: 1, for: '10ms', links: { to: ['c'] } },
      ],
    });
    assert.ok(!got(story, 'b').includes(10));
    assert.ok(got(story, 'c').includes(10));
    assert.equal(got(story, 'c').filter((n) => n === 20).length, 2);
  });
});

describe('stabilisation', () => {
  it('heals, restarts and thaws everything, and nothing is lost from then on', () => {
    const story = listen({
      network: { latency: '1ms', loss: 0.5 },
      faults: [
        { at: '10ms', partition: [['a'], ['b', 'c']] },
        { at: '20ms', crash: 'b' },
        { at: '30ms', pause: 'c', for: '1h' },
      ],
      stabilisesAt: '500ms',
    });
    assert.deepEqual(story.of('stabilise', 'restart', 'resume'), ['500ms stabilise', '500ms b restart', '500ms c resume']);
    const expected = Array.from({ length: 49 }, (_, index) => index + 51);
    assert.deepEqual(
      got(story, 'b').filter((n) => n > 50),
      expected,
    );
    assert.deepEqual(
      got(story, 'c').filter((n) => n > 50),
      expected,
    );
  });

  it('bounds the delay of what is under way, in order, and of what is sent behind it', () => {
    const story = listen({
      network: { latency: { min: '1ms', max: '5ms' }, reorder: 0 },
      faults: [
        { at: '100ms', delay: '10h', for: '50ms' },
        { at: '160ms', clog: { from: ['a'] }, for: '10h' },
      ],
      stabilisesAt: '500ms',
    });
    const numbers = got(story);
    assert.deepEqual(
      numbers,
      Array.from({ length: numbers.length }, (_, index) => index + 1),
    );
    const held = story
      .of('deliver')
      .filter((line) => line.includes('b deliver'))
      .slice(10, 49)
      .map((line) => Number.parseFloat(line));
    assert.ok(
      held.every((time) => time >= 500 && time <= 505),
      `held messages arrive at ${held.join(', ')} ms`,
    );
  });

  it('thaws a stalled handler too', () => {
    const story = listen({ faults: [{ at: '55ms', stall: 'a', for: '10h' }], stabilisesAt: '300ms' });
    assert.deepEqual(story.of('pause', 'resume'), ['60ms a pause stall', '300ms a resume stall']);
  });

  it('is not outlived by a second stall of the same handler', () => {
    const stalls = [
      { at: '55ms', stall: 'a', for: '10h' },
      { at: '55ms', stall: 'a', for: '10h', call: 2 },
    ] as const;
    const story = listen({ faults: stalls, stabilisesAt: '300ms' });
    assert.deepEqual(story.of('pause', 'resume'), ['60ms a pause stall', '300ms a resume stall']);
  });
});

describe('randomness', () => {
  it('of one concern is not reshuffled by another', () => {
    const latencies = (story: Story): string[] =>
      story
        .of('deliver')
        .filter((line) => line.includes('b deliver'))
        .slice(0, 20);
    const rest = { network: { latency: { min: '1ms', max: '5ms' } } } as const;
    const plain = latencies(listen(rest));
    const withDuplicates = latencies(
      listen({ network: { ...rest.network, links: { 'a>c': { duplicate: 1, loss: 0.5 } } } as Scenario['network'] & object }),
    );
    assert.deepEqual(withDuplicates, plain);
  });

  it('differs from seed to seed, and is the same for the same seed', () => {
    const rest = { network: { latency: { min: '1ms', max: '50ms' } } } as const;
    assert.equal(listen(rest, 5).outcome.hash, listen(rest, 5).outcome.hash);
    const hashes = new Set(Array.from({ length: 50 }, (_, seed) => listen(rest, seed).outcome.hash));
    assert.equal(hashes.size, 50);
  });
});

describe('a Byzantine node', () => {
  it('that is silent lets nothing out', () => {
    const story = listen({ byzantine: { a: { behaviour: 'silent' } } as Scenario['byzantine'] & object });
    assert.deepEqual(got(story), []);
    assert.ok(story.of('drop').every((line) => line.endsWith('withheld')));
    assert.equal(story.outcome.faults.byzantine?.observed, story.of('send').length);
  });

  it('that forges sends what it was told to, while its own state stays honest', () => {
    const story = listen({ byzantine: { a: { behaviour: 'forge', fields: { n: 999_999 } } } as Scenario['byzantine'] & object });
    assert.deepEqual([...new Set(got(story))], [999_999]);
    assert.equal(story.state<{ n: number }>('a').n, 100);
  });

  it('that equivocates tells one peer the truth and the other something else', () => {
    const story = listen({ byzantine: { a: { behaviour: 'equivocate' } } as Scenario['byzantine'] & object });
    assert.deepEqual(got(story, 'b').slice(0, 3), [1, 2, 3]);
    assert.notDeepEqual(got(story, 'c').slice(0, 3), [1, 2, 3]);
  });
});
