import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type Fault, type Nemesis, type Scenario } from 'backstep';
import type { FAULTS } from '../../../sim-core/faults/catalogue.ts';
import { tell, type Story } from '../story.ts';

type Numbered = { type: 'numbered'; n: number };

/** Sends a number each 10 ms to b and c, draws for itself, and syncs its disk; what it does depends on nobody. */
const source = node<never, Numbered>()({
  init(self) {
    self.setTimer('send', '10ms');
    return { n: 0, drawn: [] as number[] };
  },
  on: {},
  timers: {
    send(state, self) {
      state.n += 1;
      state.drawn.push(self.random());
      self.send('b', { type: 'numbered', n: state.n });
      self.send('c', { type: 'numbered', n: state.n });
      self.setTimer('send', '10ms');
    },
  },
});
const sink = node<Numbered>()({
  init: () => ({ n: 0, drawn: [] as number[] }),
  on: { numbered: (state, _message, self) => void state.drawn.push(self.random()) },
});
const cluster = { a: source, b: sink, c: sink };

const latency = { min: '1ms', max: '9ms' } as const;

function run(rest: Partial<Scenario> = {}, seed = 4): Story {
  return tell(cluster, { versions: { v2: {} }, network: { latency }, duration: '2s', clocks: { offset: '1h', drift: 100 }, ...rest }, seed);
}

/** How long each message of a link took, by its number; only first copies. */
function latencies(story: Story, to: string): Map<number, number> {
  const sent = new Map<number, number>();
  const took = new Map<number, number>();
  for (const { kind, node: at, peer, time, value, flags } of story.events) {
    const { n } = (value ?? {}) as Numbered;
    if (kind === 'send' && peer === to) sent.set(n, time);
    if (kind === 'deliver' && at === to && (flags & 1) === 0) took.set(n, time - sent.get(n)!);
  }
  return took;
}

/** How many messages took another time than in the run without; and how many took the same. */
function compare(one: Story, other: Story, to: string): { same: number; others: number[] } {
  const [before, after] = [latencies(one, to), latencies(other, to)];
  const others = [...after].filter(([n, took]) => before.has(n) && before.get(n) !== took).map(([n]) => n);
  return { same: after.size - others.length, others };
}

const FAULT: Readonly<Record<keyof typeof FAULTS, Fault<'a' | 'b' | 'c'>>> = {
  crash: { at: '500ms', crash: 'b', for: '100ms' },
  restart: { at: '500ms', restart: 'b' },
  pause: { at: '500ms', pause: 'b', for: '100ms' },
  stall: { at: '500ms', stall: 'b', for: '100ms' },
  partition: { at: '500ms', partition: [['a'], ['b']], for: '100ms' },
  heal: { at: '500ms', heal: 'all' },
  clog: { at: '500ms', clog: { to: ['b'] }, for: '100ms' },
  swizzle: { at: '500ms', swizzle: ['b'], for: '100ms' },
  loss: { at: '500ms', loss: 0.5, for: '100ms', links: { to: ['b'] } },
  burstLoss: { at: '500ms', burstLoss: { mean: 0.5, length: 3 }, for: '100ms', links: { to: ['b'] } },
  corrupt: { at: '500ms', corrupt: 0.5, for: '100ms', links: { to: ['b'] } },
  duplicate: { at: '500ms', duplicate: 0.5, for: '100ms', links: { to: ['b'] } },
  reorder: { at: '500ms', reorder: 0.5, for: '100ms', links: { to: ['b'] } },
  delay: { at: '500ms', delay: '200ms', for: '100ms', links: { to: ['b'] } },
  clock: { at: '500ms', clock: 'b', forward: '1s' },
  drift: { at: '500ms', drift: 'b', ppm: 500, for: '100ms' },
  clockFreeze: { at: '500ms', clockFreeze: 'b', for: '100ms' },
  clockStrobe: { at: '500ms', clockStrobe: 'b', by: '1s', for: '100ms' },
  clockJitter: { at: '500ms', clockJitter: 'b', by: '1s', for: '100ms' },
  leapSecond: { at: '500ms', leapSecond: 'all' },
  falseInterval: { at: '500ms', falseInterval: 'b', forward: '1s', for: '100ms' },
  byzantine: { at: '500ms', byzantine: 'b', lie: { behaviour: 'equivocate' }, for: '100ms' },
  slow: { at: '500ms', slow: 'b', disk: 10, cpu: 10, for: '100ms' },
  upgrade: { at: '500ms', upgrade: 'b', to: 'v2', for: '100ms' },
  powerLoss: { at: '500ms', powerLoss: ['b'], for: '100ms' },
  restartLoop: { at: '500ms', restartLoop: 'b', for: '100ms', up: '20ms', down: '20ms' },
  diskLoss: { at: '500ms', diskLoss: 'b', for: '100ms' },
  lyingSync: { at: '500ms', lyingSync: 'b', for: '100ms' },
  lostWrites: { at: '500ms', lostWrites: 'b', for: '100ms' },
  misdirectedWrites: { at: '500ms', misdirectedWrites: 'b', for: '100ms' },
  tornWrites: { at: '500ms', tornWrites: 'b', for: '100ms' },
  failedSync: { at: '500ms', failedSync: 'b', for: '100ms' },
  diskFull: { at: '500ms', diskFull: 'b', for: '100ms' },
  readErrors: { at: '500ms', readErrors: 'b', for: '100ms' },
  bitRot: { at: '500ms', bitRot: 'b' },
  memory: { at: '500ms', memory: 'b', set: { n: 9 } },
};

describe('adding one fault', () => {
  const plain = run();
  for (const [kind, fault] of Object.entries(FAULT)) {
    it(`(${kind}) leaves every other draw as it was`, () => {
      const struck = run({ faults: [fault] });
      assert.deepEqual(struck.state<{ drawn: number[] }>('a').drawn, plain.state<{ drawn: number[] }>('a').drawn);
      assert.deepEqual(latencies(struck, 'c'), latencies(plain, 'c'));
      const { same, others } = compare(plain, struck, 'b');
      // A message may come later only around the fault; its latency is drawn as ever.
      assert.ok(
        others.every((n) => n >= 48 && n <= 60),
        `${kind} changed ${others.join()}`,
      );
      assert.ok(same > 180, `only ${same} are as they were`);
      assert.deepEqual(
        struck.recording.inspect(0).nodes.map(({ clock }) => clock),
        plain.recording.inspect(0).nodes.map(({ clock }) => clock),
      );
    });
  }

  it('(any) beside another leaves the other as it was', () => {
    const loss = { at: '1s', loss: 0.5, for: '500ms' } as const;
    const lost = (story: Story): string[] => story.of('drop').filter((line) => line.endsWith('lost') && Number.parseFloat(line) >= 1_000);
    const alone = lost(run({ faults: [loss] }));
    assert.ok(alone.length > 20);
    for (const fault of Object.values(FAULT)) assert.deepEqual(lost(run({ faults: [fault, loss] })), alone, JSON.stringify(fault));
  });
});

describe('what links are like', () => {
  it('changes no latency, whatever is switched on', () => {
    const plain = run();
    for (const network of [
      { loss: 0.2 },
      { loss: { mean: 0.2, length: 4 } },
      { corrupt: 0.2 },
      { duplicate: 0.3 },
      { loss: 0.2, duplicate: 0.3 },
      { reorder: 0.99 },
    ]) {
      const story = run({ network: { latency, ...network } });
      for (const to of ['b', 'c']) {
        const { same, others } = compare(plain, story, to);
        // Only who keeps its place behind another comes later.
        assert.ok(others.length <= ('reorder' in network ? 5 : 0), `${JSON.stringify(network)} changed ${others.join()}`);
        assert.ok(same > 120);
      }
    }
  });

  it('loses the same messages whether or not some are duplicated', () => {
    const lost = (network: object): unknown[] =>
      run({ network: { latency, loss: 0.2, ...network } })
        .of('drop')
        .map((line) => line.split(' ').slice(1));
    const alone = [...new Set(lost({}).map(String))];
    assert.deepEqual([...new Set(lost({ duplicate: 0.5 }).map(String))], alone);
  });

  it('on one link changes nothing on another', () => {
    const plain = run();
    const links = { 'a>b': { loss: 0.5, duplicate: 0.5, reorder: 0, latency: { min: '1ms', max: '50ms' } } };
    assert.deepEqual(latencies(run({ network: { latency, links } as Scenario['network'] }), 'c'), latencies(plain, 'c'));
  });
});

describe('a Byzantine node', () => {
  it('changes no latency of anybody', () => {
    const plain = run();
    for (const behaviour of [{ behaviour: 'equivocate' }, { behaviour: 'forge', fields: { n: 0 } }]) {
      const story = run({ byzantine: { a: behaviour } as Scenario['byzantine'] });
      const times = (told: Story): number[] => told.events.filter(({ kind }) => kind === 'deliver').map(({ time }) => time);
      assert.deepEqual(times(story), times(plain));
    }
  });
});

describe('the kinds that a nemesis draws', () => {
  const whole: Nemesis<'a' | 'b' | 'c'> = {
    crash: { every: '300ms', for: ['10ms', '50ms'] },
    pause: { every: '300ms', for: ['10ms', '50ms'] },
    stall: { every: '300ms', for: '20ms' },
    partition: { every: '300ms', for: ['10ms', '50ms'] },
    clog: { every: '300ms', for: '20ms' },
    loss: { every: '300ms', for: '20ms', probability: 0.5 },
    burstLoss: { every: '300ms', for: '20ms', mean: 0.5, length: 3 },
    corrupt: { every: '300ms', for: '20ms', probability: 0.5 },
    swizzle: { every: '300ms', for: '20ms' },
    duplicate: { every: '300ms', for: '20ms', probability: 0.5 },
    reorder: { every: '300ms', for: '20ms', probability: 0.5 },
    delay: { every: '300ms', for: '20ms', by: ['1ms', '9ms'] },
    clock: { every: '300ms', by: ['1ms', '9ms'] },
  };
  const linesOf = (story: Story, kind: string): string[] =>
    story.recording.trace.faults.filter((fault) => fault.kind === kind).map(({ name, line }) => `${name} ${line}`);

  it('are drawn each as if the others were not there', () => {
    const all = run({ nemesis: whole });
    for (const kind of Object.keys(whole)) {
      const { [kind as keyof typeof whole]: strike, ...others } = whole;
      assert.deepEqual(linesOf(run({ nemesis: { [kind]: strike } }), kind), linesOf(all, kind));
      const without = run({ nemesis: others });
      for (const other of Object.keys(others)) assert.deepEqual(linesOf(without, other), linesOf(all, other), `${other} without ${kind}`);
      assert.ok(linesOf(all, kind).length > 1, kind);
    }
  });

  it('are drawn the same whatever is written beside them', () => {
    const all = run({ nemesis: whole });
    const beside = run({ nemesis: whole, faults: Object.values(FAULT), network: { latency, loss: 0.1 } });
    for (const kind of Object.keys(whole))
      assert.deepEqual(
        linesOf(beside, kind).filter((line) => line.startsWith('nemesis')),
        linesOf(all, kind),
      );
  });
});
