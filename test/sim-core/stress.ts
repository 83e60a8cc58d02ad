import { liveness, node, safety, scenario, type World } from 'backstep';

/**
 * A scenario that uses everything at once, for the tests of the kernel: gossip with disks, timers,
 * busy handlers and a history, under every kind of fault.
 */
type Gossip = { type: 'rumour'; id: number; words: { text: string; hops: number[] } } | { type: 'thanks'; id: number };

const gossip = node<Gossip>()({
  init(self) {
    self.setTimer('talk', 20 + self.randomInteger(0, 30));
    const boots = (self.disk.read<number>('boots') ?? 0) + 1;
    self.disk.write('boots', boots);
    self.disk.sync();
    return { boots, heard: {} as Record<string, number>, next: 0, open: null as number | null, clock: 0 };
  },
  on: {
    rumour(state, { id, words }, self, from) {
      words.hops.push(id);
      state.heard[words.text] = (state.heard[words.text] ?? 0) + words.hops.length;
      self.disk.write(`heard/${words.text}`, state.heard);
      if (self.random() < 0.3) self.disk.sync();
      if (self.random() < 0.2) self.busy('3ms');
      self.send(from, { type: 'thanks', id });
      if (words.hops.length < 3 && self.peers.length > 0) self.send(self.pick(self.peers), { type: 'rumour', id, words });
    },
    thanks(state, { id }, self) {
      if (state.open === null) return;
      self.complete(state.open, id);
      state.open = null;
      state.clock = self.now() + self.monotonic();
    },
  },
  timers: {
    talk(state, self) {
      self.setTimer('talk', '40ms');
      if (state.open === null) state.open = self.invoke('tell', { next: state.next });
      self.log(`talks for the ${state.next}th time`);
      self.send(self.pick(self.peers), { type: 'rumour', id: state.next++, words: { text: `w${state.next % 7}`, hops: [] } });
      if (self.random() < 0.1) self.cancelTimer('never');
    },
    never() {
      throw new Error('It is never set.');
    },
  },
});

export const stressCluster = { a: gossip, b: gossip, c: gossip, d: gossip };

class StressProperties {
  @safety({ memory: () => ({ boots: {} as Record<string, number> }) })
  static bootsNeverGoBack({ nodes }: World<typeof stressCluster>, memory: { boots: Record<string, number> }) {
    return Object.entries(nodes).every(([name, { boots }]) => {
      const before = memory.boots[name] ?? 0;
      memory.boots[name] = boots;
      return boots >= before;
    });
  }

  @liveness({ within: '1s', given: ({ isUp }: World<typeof stressCluster>) => isUp('a') })
  static everyoneHearsSomething({ nodes, history }: World<typeof stressCluster>) {
    return history.length > 0 && Object.values(nodes).every(({ heard }) => Object.keys(heard).length > 0);
  }
}

export const stress = scenario({
  name: 'stress',
  nodes: stressCluster,
  network: { latency: { mean: '4ms', min: '1ms' }, loss: 0.02, duplicate: 0.02, reorder: 0.5, links: { 'a>b': { latency: '9ms' } } },
  clocks: { offset: '30ms', drift: 200 },
  disk: { syncLatency: { min: '1ms', max: '2ms' } },
  byzantine: { d: { behaviour: 'equivocate' } },
  faults: [
    {
      at: '500ms',
      partition: [
        ['a', 'b'],
        ['c', 'd'],
      ],
      for: '200ms',
    },
    { at: '900ms', heal: 'all' },
  ],
  nemesis: {
    crash: { every: '600ms', for: ['50ms', '300ms'] },
    pause: { every: '500ms', for: ['10ms', '200ms'] },
    stall: { every: '300ms', for: ['10ms', '200ms'] },
    partition: { every: '800ms', for: ['50ms', '400ms'] },
    clog: { every: '900ms', for: ['50ms', '200ms'] },
    loss: { every: '900ms', for: '100ms', probability: 0.5 },
    duplicate: { every: '900ms', for: '100ms', probability: 0.5 },
    reorder: { every: '900ms', for: '100ms', probability: 0.5 },
    delay: { every: '900ms', for: '100ms', by: ['10ms', '50ms'] },
    clock: { every: '1s', by: ['1ms', '100ms'] },
  },
  duration: '3s',
  stabilisesAt: '2s',
  properties: [StressProperties],
});
