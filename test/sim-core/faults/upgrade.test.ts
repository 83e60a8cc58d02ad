import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, scenario, type Fault, type Nemesis } from 'backstep';
import { modelOf } from '../../../sim-core/engine.ts';
import { faultsOf } from '../../../sim-core/kernel/explicit.ts';
import { unpackSpans } from '../../../sim-core/trace/facts.ts';
import { tell, type Story } from '../story.ts';

type Ask = { type: 'ask' };
type Hint = { type: 'hint' };

/** Writes at each question who it is, without ever syncing, and remembers what its disk held when it started. */
function versionOf(name: string) {
  return node<Ask>()({
    init: (self) => ({ name, found: self.disk.read<string>('by') ?? 'nothing', boots: self.boots, asked: 0, told: 0 }),
    on: {
      ask(state, _message, self) {
        state.asked += 1;
        self.disk.write('by', name);
      },
    },
    timers: { leave: (state) => void (state.told += 1) },
  });
}

/** Knows a message that the first version does not. */
const second = node<Ask | Hint>()({
  init: (self) => ({ name: 'second', found: self.disk.read<string>('by') ?? 'nothing', boots: self.boots, asked: 0, told: 0 }),
  on: { ask: (state) => void (state.asked += 1), hint: (state) => void (state.told += 100) },
  timers: { leave: (state) => void (state.told += 1) },
});

const asker = node<never, Ask | Hint>()({
  init(self) {
    self.setTimer('ask', 10);
    return {};
  },
  on: {},
  timers: {
    ask(_state, self) {
      self.send('server', { type: 'ask' });
      self.send('server', { type: 'hint' });
      self.setTimer('ask', 10);
    },
  },
});

const cluster = { server: versionOf('first'), asker };
const versions = { v2: { server: second } };

interface ServerState {
  name: string;
  found: string;
  boots: number;
  told: number;
}

function upgraded(faults: readonly Fault<'server' | 'asker'>[], rest: object = {}): Story {
  return tell(cluster, { versions, network: { latency: 1 }, duration: '100ms', faults, ...rest });
}

const server = (story: Story): ServerState => story.state<ServerState>('server');

/** When events of a kind happen, in milliseconds. */
function times(story: Story, kind: string, subject?: string): number[] {
  const found = story.events.filter((event) => event.kind === kind && (subject === undefined || event.name === subject));
  return found.map(({ time }) => time / 1_000);
}

describe('an upgrade', () => {
  it('runs other handlers from then on, on the same disk, which its machine keeps', () => {
    const { name, found, boots } = server(upgraded([{ at: 25, upgrade: 'server', to: 'v2' }]));
    assert.deepEqual({ name, found, boots }, { name: 'second', found: 'first', boots: 1 });
  });

  it('is a stop and a start, with the time in between', () => {
    const story = upgraded([{ at: 25, upgrade: 'server', to: 'v2', for: 30 }]);
    assert.deepEqual([times(story, 'upgrade', 'v2'), times(story, 'restart')], [[25], [55]]);
    assert.deepEqual(
      unpackSpans(story.recording.trace.spans).map(({ kind }) => kind),
      ['down'],
    );
    assert.deepEqual(story.outcome.faults['upgrade'], { requested: 1, struck: 1, observed: 6 });
  });

  it('outlives a crash: who is upgraded stays so', () => {
    const faults: Fault<'server'>[] = [
      { at: 25, upgrade: 'server', to: 'v2' },
      { at: 35, crash: 'server', for: 5 },
    ];
    assert.equal(server(upgraded(faults)).name, 'second');
  });

  it('of a node that is down is what it starts with', () => {
    const faults: Fault<'server'>[] = [
      { at: 15, crash: 'server', for: 30 },
      { at: 25, upgrade: 'server', to: 'v2' },
    ];
    assert.equal(server(upgraded(faults)).name, 'second');
  });

  it('loses a message that its receiver is too old for', () => {
    const story = upgraded([{ at: 25, upgrade: 'server', to: 'v2' }]);
    assert.deepEqual(times(story, 'drop', 'unknown to this version'), [11, 21]);
    assert.ok(server(story).told >= 700);
  });

  it('tells the node before, by a timer, and stops it after that time', () => {
    const story = upgraded([{ at: 25, upgrade: 'server', to: 'v2', drain: { timer: 'leave', for: 20 }, for: 10 }]);
    assert.deepEqual([times(story, 'drain'), times(story, 'upgrade'), times(story, 'restart')], [[25], [45], [55]]);
    assert.deepEqual(times(story, 'timer', 'leave'), [25]);
  });

  it('is over at stabilisation, whoever is getting ready for it or down', () => {
    const drain = { timer: 'leave', for: 60 } as const;
    for (const fault of [
      { at: 25, upgrade: 'server', to: 'v2', drain } as const,
      { at: 25, upgrade: 'server', to: 'v2', for: 60 } as const,
    ]) {
      const story = upgraded([fault], { stabilisesAt: '50ms' });
      assert.deepEqual(times(story, 'restart'), [50]);
      assert.equal(server(story).name, 'second');
    }
  });

  it('back to the first version is possible where that is listed too', () => {
    const faults: Fault<'server'>[] = [
      { at: 25, upgrade: 'server', to: 'v2' },
      { at: 45, upgrade: 'server', to: 'v1' },
    ];
    assert.equal(server(upgraded(faults, { versions: { v1: { server: cluster.server }, ...versions } })).name, 'first');
  });

  it('is rolled out by a nemesis, to each node once, as lines to paste', () => {
    const many = { a: versionOf('first'), b: versionOf('first'), c: versionOf('first') };
    const nemesis: Nemesis<'a' | 'b' | 'c'> = { upgrade: { every: 5, for: [1, 5], to: 'v2' } };
    const definition = scenario({
      name: 'rolling',
      nodes: many,
      versions: { v2: { a: versionOf('second') } },
      nemesis,
      duration: '1s',
      properties: [],
    });
    const forms = faultsOf(modelOf(definition), 1);
    assert.deepEqual(forms.map(({ upgrade }) => upgrade as string).sort(), ['a', 'b', 'c']);
    const pasted = tell(many, { versions: { v2: { a: versionOf('second') } }, faults: forms as Fault[], duration: '1s' }, 1);
    const drawn = tell(many, { versions: { v2: { a: versionOf('second') } }, nemesis, duration: '1s' }, 1);
    assert.equal(pasted.outcome.hash, drawn.outcome.hash);
  });

  it('is refused with its path where it leads nowhere', () => {
    const refused = (faults: readonly object[], rest: object = {}): string => {
      try {
        upgraded(faults as readonly Fault<'server'>[], rest);
      } catch (error) {
        return `${(error as Error).message} ${(error as { cure?: string }).cure}`;
      }
      return assert.fail('It was not refused.');
    };
    assert.match(refused([{ at: 1, upgrade: 'server', to: 'v3' }]), /faults\[0\] upgrades to 'v3'.*`v2`/);
    assert.match(refused([{ at: 1, upgrade: 'server', to: 'v2' }], { versions: undefined }), /faults\[0\] .*List it/);
    assert.match(refused([{ at: 1, upgrade: 'server' }]), /The upgrade of faults\[0\] goes to undefined/);
    assert.match(
      refused([{ at: 1, upgrade: 'server', to: 'v2', drain: { timer: 'leaf', for: 1 } }]),
      /rings the timer 'leaf', which 'server' does not have.*leave/,
    );
    assert.match(refused([], { versions: { v2: { sever: second } } }), /versions\.v2.*`server`/);
    assert.match(refused([], { versions: { v2: { server: 5 } } }), /'server' of versions\.v2 is not a node/);
    assert.match(refused([], { nemesis: { upgrade: { every: 1, for: 1, to: 'v3' } } }), /nemesis\.upgrade upgrades to 'v3'/);
  });
});
