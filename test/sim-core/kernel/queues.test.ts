import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, safety, violation, type Network, type World } from 'backstep';
import { modelOf, recordSeed } from '../../../sim-core/engine.ts';
import { eventAt } from '../../../sim-core/trace/trace.ts';
import { tell, type Story } from '../story.ts';

type Count = { type: 'count'; n: number };

/** Sends so many messages at once, as soon as it starts, and again after each of some pauses in milliseconds. */
const sender = (burst: number, ...pauses: number[]) =>
  node<never, Count>()({
    init(self) {
      self.setTimer('send', 0);
      return { n: 0, pauses: [...pauses] };
    },
    on: {},
    timers: {
      send(state, self) {
        for (let left = burst; left > 0; left--) {
          state.n += 1;
          self.send('sink', { type: 'count', n: state.n });
        }
        const next = state.pauses.shift();
        if (next !== undefined) self.setTimer('send', next);
      },
    },
  });

const sink = node<Count>()({ init: () => ({}), on: { count() {} } });

const nodes = (burst: number, ...pauses: number[]) => ({ a: sender(burst, ...pauses), b: sender(burst, ...pauses), sink });

/** What arrives, as `a1@2`: the first of `a` after 2 ms. */
function arrivals({ events }: Story): string[] {
  return events.filter(({ kind }) => kind === 'deliver').map(({ peer, value, time }) => `${peer}${(value as Count).n}@${time / 1_000}`);
}

/** At 8 Mbit/s a message of 1,000 bytes takes a millisecond. */
const RATE = '8Mbit/s';
const network = (rest: Network<'a' | 'b' | 'sink'>): Network<'a' | 'b' | 'sink'> => ({ latency: '10ms', ...rest });

describe('a link with a rate', () => {
  it('makes a message wait for those before it, which shows as latency', () => {
    assert.deepEqual(arrivals(tell({ a: sender(3), sink }, { network: network({ rate: RATE }) })), ['a1@11', 'a2@12', 'a3@13']);
  });

  it('is no slower when nothing waits, and has a queue of its own', () => {
    const story = tell(nodes(1, 2), { network: network({ links: { 'a>sink': { rate: RATE } } }) });
    assert.deepEqual(arrivals(story), ['b1@10', 'a1@11', 'b2@12', 'a2@13']);
  });

  it('drops what its buffer has no place for, and says so', () => {
    const story = tell({ a: sender(4, 1), sink }, { network: network({ rate: RATE, buffer: '2kB' }) });
    assert.deepEqual(story.of('drop').slice(0, 2), ['0ms sink drop a count buffer full', '0ms sink drop a count buffer full']);
    assert.deepEqual(arrivals(story), ['a1@11', 'a2@12', 'a5@13']);
  });

  it('takes messages by the size of their type', () => {
    const story = tell({ a: sender(2), sink }, { network: network({ rate: RATE, size: { count: '3kB' } }) });
    assert.deepEqual(arrivals(story), ['a1@13', 'a2@16']);
  });

  it('drops also after stabilisation: that is the load, and no fault', () => {
    const story = tell({ a: sender(3, 500), sink }, { network: network({ rate: RATE, buffer: '2kB' }), stabilisesAt: '100ms' });
    assert.equal(story.of('drop').length, 2);
    assert.equal(story.outcome.faults['loss'], undefined);
  });
});

describe('a switch', () => {
  const core = { every: { output: RATE }, ports: { a: {}, b: {}, sink: {} } } as const;

  it('has one queue in front of the line to a node, for all that comes', () => {
    const story = tell(nodes(2), { network: network({ switches: { core } }) });
    assert.deepEqual(arrivals(story), ['a1@11', 'a2@12', 'b1@13', 'b2@14']);
  });

  it('takes in at the rate of the input, one after the other', () => {
    const switches = { core: { ...core, every: { input: RATE } } } as const;
    assert.deepEqual(arrivals(tell(nodes(2), { network: network({ switches }) })), ['a1@11', 'b1@11', 'a2@12', 'b2@12']);
  });

  it('drops at its buffer, when a message comes to it', () => {
    const switches = { core: { ...core, every: { output: RATE, buffer: '3kB' } } } as const;
    const story = tell(nodes(2), { network: network({ switches }) });
    assert.deepEqual(story.of('drop'), ['10ms sink drop b count buffer full']);
    assert.deepEqual(arrivals(story), ['a1@11', 'a2@12', 'b1@13']);
  });

  it('reserves a circuit, which waits for nobody and leaves the rest to the others', () => {
    const switches = { core: { ...core, circuits: { 'b>sink': '4Mbit/s' } } } as const;
    assert.deepEqual(arrivals(tell(nodes(2), { network: network({ switches }) })), ['a1@12', 'b1@12', 'a2@14', 'b2@14']);
  });

  it('is behind what happens on the link: a clog fills it at once when it ends, a cut keeps from it', () => {
    const switches = { core: { ...core, every: { output: RATE, buffer: '3kB' } } } as const;
    const clogged = tell(nodes(2), { network: network({ switches }), faults: [{ at: 0, clog: { from: ['a', 'b'] }, for: '50ms' }] });
    assert.deepEqual(arrivals(clogged), ['a1@51', 'a2@52', 'b1@53']);
    const cut = tell(nodes(2), { network: network({ switches }), faults: [{ at: '5ms', partition: [['a'], ['b', 'sink']], for: '50ms' }] });
    assert.deepEqual(arrivals(cut), ['b1@11', 'b2@12']);
  });

  it('shows its queues to properties', () => {
    const seen: string[] = [];
    class Seen {
      @safety
      static queuesAreSeen({ queue, time }: World<ReturnType<typeof nodes>>) {
        const { depth, dropped, utilisation } = queue('core>sink');
        seen.push(`${time} ${depth} ${dropped} ${utilisation.toFixed(2)}`);
        return depth < 4_000 || violation('Too deep.');
      }
    }
    const every = { output: RATE, buffer: '3kB' } as const;
    const definition = {
      kind: 'backstep.scenario',
      scenario: {
        name: 's',
        nodes: nodes(2),
        duration: '20ms',
        network: network({ switches: { core: { ...core, every } } }),
        properties: [Seen],
      },
    };
    recordSeed(modelOf(definition), 1);
    assert.ok(seen.includes('10 3000 1 0.00'), seen.join('; '));
    assert.ok(seen.includes('13 0 1 0.23'), seen.join('; '));
    assert.ok(seen.includes('20 0 1 0.15'), seen.join('; '));
  });
});

describe('queueing theory', () => {
  const SERVICE = 1_000;

  /** Messages at random, independent times (a Poisson process) to a line that takes a millisecond for each: M/D/1. */
  function poisson(load: number, seed: number): { sojourns: number[]; sent: number[]; duration: number } {
    const source = node<never, Count>()({
      init(self) {
        self.setTimer('send', 0);
        return { n: 0 };
      },
      on: {},
      timers: {
        send(state, self) {
          self.send('sink', { type: 'count', n: state.n });
          self.setTimer('send', -Math.log(1 - self.random()) / load);
        },
      },
    });
    const scenario = { name: 'M/D/1', nodes: { source, sink }, duration: '20s', network: { latency: 0, rate: RATE }, properties: [] };
    const { trace } = recordSeed(modelOf({ kind: 'backstep.scenario', scenario }), seed);
    const [sent, sojourns]: [number[], number[]] = [[], []];
    for (let step = 0; step < trace.columns.length; step++) {
      const { kind, time, cause } = eventAt(trace, step);
      if (kind !== 'deliver') continue;
      const at = eventAt(trace, cause!).time;
      sent.push(at);
      sojourns.push(time - at);
    }
    return { sojourns, sent, duration: 20_000_000 };
  }

  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

  for (const load of [0.3, 0.6, 0.8]) {
    // Pollaczek 1930 and Khinchine 1932; Kleinrock, Queueing Systems, volume 1 (1975), section 5.6.
    it(`gives the mean wait of M/D/1 at a load of ${load}: load / (2 (1 - load)) of a service`, () => {
      const waits = [1, 2, 3, 4, 5, 6].map((seed) => mean(poisson(load, seed).sojourns) - SERVICE);
      const expected = (SERVICE * load) / (2 * (1 - load));
      assert.ok(Math.abs(mean(waits) / expected - 1) < 0.05, `${mean(waits)} µs, where theory says ${expected}`);
    });
  }

  // Little, "A proof for the queuing formula L = λW" (Operations Research 9(3), 1961).
  it("keeps Little's law: what is there on average is the rate of arrivals times the time that one stays", () => {
    const { sojourns, sent, duration } = poisson(0.7, 1);
    let there = 0;
    // Looked at from outside, at times that have nothing to do with what happens.
    const looks = Array.from({ length: 20_000 }, (_, look) => look * 1_000 + 500);
    let first = 0;
    for (const look of looks) {
      while (sent[first]! + sojourns[first]! <= look) first += 1;
      for (let message = first; message < sent.length && sent[message]! <= look; message++) there += 1;
    }
    const expected = (sent.length / duration) * mean(sojourns);
    assert.ok(Math.abs(there / looks.length / expected - 1) < 0.02, `${there / looks.length} there, where the law says ${expected}`);
  });
});
