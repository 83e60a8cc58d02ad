import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault, type Scenario } from 'backstep';
import { modelOf, ScenarioError } from '../../../sim-core/engine.ts';
import { unpackSpans } from '../../../sim-core/trace/facts.ts';
import { tell, type Story } from '../story.ts';

type Numbered = { type: 'numbered'; n: number };

/** Sends one message each 10 ms to b. */
const sender = node<never, Numbered>()({
  init(self) {
    self.setTimer('send', '10ms');
    return { n: 0 };
  },
  on: {},
  timers: {
    send(state, self) {
      self.send('b', { type: 'numbered', n: ++state.n });
      self.setTimer('send', '10ms');
    },
  },
});
const receiver = node<Numbered>()({ init: () => ({ got: [] as number[] }), on: { numbered: (state, { n }) => void state.got.push(n) } });

type Name = 'a' | 'b';

/** Stabilises at 100 ms and ends at 201 ms; the links take a millisecond. */
function story(faults: readonly Fault<Name>[], rest: Partial<Omit<Scenario, 'nodes'>> = {}): Story {
  return tell(
    { a: sender, b: receiver },
    { network: { latency: '1ms', reorder: 0 }, duration: '201ms', stabilisesAt: '100ms', faults, ...rest },
  );
}

/** When messages arrive, in milliseconds. */
function arrivals({ events }: Story): number[] {
  return events.filter(({ kind }) => kind === 'deliver').map(({ time }) => time / 1_000);
}

describe("a fault that lasts for: 'ever'", () => {
  it('of a crash keeps the node down through stabilisation, where one for an hour comes back', () => {
    assert.deepEqual(story([{ at: '45ms', crash: 'b', for: 'ever' }]).of('crash', 'restart', 'stabilise'), [
      '45ms b crash',
      '100ms stabilise',
    ]);
    assert.deepEqual(story([{ at: '45ms', crash: 'b', for: '1h' }]).of('crash', 'restart', 'stabilise'), [
      '45ms b crash',
      '100ms stabilise',
      '100ms b restart',
    ]);
  });

  it('of a crash ends with a restart that is planned, and with nothing else', () => {
    const { of } = story([
      { at: '45ms', crash: 'b', for: 'ever' },
      { at: '150ms', restart: 'b' },
    ]);
    assert.deepEqual(of('restart'), ['150ms b restart']);
  });

  it('of a crash wins over every other crash, whichever came first', () => {
    for (const [first, second] of [
      ['ever', '10ms'],
      ['10ms', 'ever'],
      ['ever', undefined],
      [undefined, 'ever'],
    ] as const) {
      const crash = (at: '45ms' | '50ms', length: '10ms' | 'ever' | undefined): Fault<Name> => ({
        at,
        crash: 'b',
        ...(length ? { for: length } : {}),
      });
      assert.deepEqual(story([crash('45ms', first), crash('50ms', second)]).of('restart'), [], `${first} and ${second}`);
    }
  });

  it('of a pause leaves the process frozen, and what arrives waits', () => {
    const { of, state, events } = story([{ at: '45ms', pause: 'b', for: 'ever' }]);
    assert.deepEqual(of('pause', 'resume'), ['45ms b pause']);
    assert.deepEqual(state<{ got: number[] }>('b').got, [1, 2, 3, 4]);
    assert.equal(events.at(-1)?.kind, 'send');
  });

  it('of a pause lets the pauses beside it end without waking the process', () => {
    const { of } = story([
      { at: '45ms', pause: 'b', for: '10ms' },
      { at: '50ms', pause: 'b', for: 'ever' },
    ]);
    assert.deepEqual(of('resume'), []);
  });

  it('of a stall never lets the handler go on', () => {
    const { of, state } = story([{ at: '45ms', stall: 'a', for: 'ever' }]);
    assert.deepEqual(of('pause', 'resume'), ['50ms a pause stall']);
    assert.equal(state<{ n: number }>('a').n, 4, 'others see what was before the handler');
  });

  it('of a stall that has found no call before stabilisation strikes after it', () => {
    const { of } = story([{ at: '98ms', stall: 'a', for: 'ever', call: 3 }]);
    assert.deepEqual(of('pause', 'resume'), ['110ms a pause stall']);
  });

  it('of a partition cuts the links until a heal', () => {
    const cut: Fault<Name> = { at: '45ms', partition: [['a'], ['b']], for: 'ever' };
    assert.deepEqual(arrivals(story([cut])), [11, 21, 31, 41]);
    assert.deepEqual(arrivals(story([cut, { at: '185ms', heal: 'all' }])), [11, 21, 31, 41, 191, 201]);
  });

  it('of a clog holds back what arrives to the end', () => {
    assert.deepEqual(arrivals(story([{ at: '45ms', clog: {}, for: 'ever' }])), [11, 21, 31, 41]);
  });

  it('of losses goes on losing', () => {
    assert.deepEqual(arrivals(story([{ at: '45ms', loss: 1, for: 'ever' }])), [11, 21, 31, 41]);
  });

  it('of duplicates goes on repeating', () => {
    assert.equal(arrivals(story([{ at: '195ms', duplicate: 1, for: 'ever' }])).length, 21);
    assert.equal(arrivals(story([{ at: '95ms', duplicate: 1, for: 'ever' }])).length, 31);
  });

  it('of a delay delays what is under way at stabilisation no further than what is sent then', () => {
    assert.deepEqual(
      arrivals(story([{ at: '85ms', delay: '25ms', for: 'ever' }])).filter((at) => at > 85),
      [116, 126, 136, 146, 156, 166, 176, 186, 196],
    );
  });

  it('spans the diagram to the end of the run', () => {
    for (const fault of [
      { at: '45ms', crash: 'b', for: 'ever' },
      { at: '45ms', pause: 'b', for: 'ever' },
      { at: '45ms', stall: 'a', for: 'ever' },
      { at: '45ms', partition: [['a'], ['b']], for: 'ever' },
      { at: '45ms', loss: 0.5, for: 'ever' },
    ] as const satisfies readonly Fault<Name>[]) {
      const { trace } = story([fault]).recording;
      const spans = unpackSpans(trace.spans).filter(({ kind }) => ['down', 'paused', 'stalled', 'fault'].includes(kind));
      assert.deepEqual(
        spans.map(({ to }) => to),
        [trace.columns.length],
        JSON.stringify(fault),
      );
    }
  });

  it('prints back as it was written, and pasted back it is the same run', () => {
    const nemesis = { crash: { every: '40ms', for: 'ever', nodes: ['b'] } } as const;
    const drawn = tell({ a: sender, b: receiver }, { duration: '201ms', stabilisesAt: '100ms', nemesis }, 3);
    const { faults } = drawn.recording.trace;
    assert.ok(faults.length > 0, 'the nemesis draws something');
    assert.ok(faults.every(({ line }) => line.endsWith("for: 'ever' },")));
    assert.deepEqual(drawn.of('restart'), []);
    const pasted = faults.map(({ line }) => new Function(`return [${line}][0]`)() as Fault);
    assert.equal(
      tell({ a: sender, b: receiver }, { duration: '201ms', stabilisesAt: '100ms', faults: pasted }, 3).outcome.hash,
      drawn.outcome.hash,
    );
  });

  it('counts as any other does', () => {
    const { faults } = story([{ at: '45ms', crash: 'b', for: 'ever' }]).outcome;
    assert.deepEqual(faults, { crash: { requested: 1, struck: 1, observed: 16 } });
  });

  it('may be added by a fork, which is the run that had it from the start', () => {
    const { recording } = story([{ at: '1ms', restart: 'b' }]);
    const fork = recording.fork(5, { faults: [{ at: '45ms', crash: 'b', for: 'ever' }] });
    fork.run();
    assert.equal(fork.outcome().faults['crash']?.struck, 1);
    assert.equal(fork.processes[1]!.status(), 'down');
  });

  it('is refused when it is misspelt, with the word that was meant', () => {
    const complaint = (rest: object): string => {
      try {
        modelOf({
          kind: 'backstep.scenario',
          scenario: { name: 's', nodes: { a: sender, b: receiver }, duration: '1s', properties: [], ...rest },
        });
      } catch (error) {
        assert.ok(error instanceof ScenarioError);
        return `${error.message} ${error.cure}`;
      }
      return 'accepted';
    };
    for (const kind of [
      { crash: 'b' },
      { pause: 'b' },
      { stall: 'b' },
      { clog: {} },
      { loss: 1 },
      { delay: 1 },
      { partition: [['a'], ['b']] },
    ]) {
      assert.match(complaint({ faults: [{ at: 1, ...kind, for: 'evr' }] }), /The `for` of faults\[0\] is 'evr', .* Did you mean 'ever'\?/);
    }
    assert.match(complaint({ nemesis: { crash: { every: 1, for: 'forever' } } }), /The `for` of nemesis\.crash is 'forever', .*'ever'/);
    assert.match(complaint({ faults: [{ at: 'ever', crash: 'b' }] }), /The `at` of faults\[0\] is 'ever', which is not a duration/);
    assert.match(
      complaint({ faults: [{ at: 1, delay: 'ever', for: 1 }] }),
      /The `delay` of faults\[0\] is 'ever', which is not a duration/,
    );
  });
});
