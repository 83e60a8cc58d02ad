import { majority, node, nodesOf, safety, scenario, sometimes, violation, type World } from 'backstep';

/**
 * A lock held at a majority of five stores, each of which lets it go by its own clock when its time is over. A clock that jumps lets
 * go early; then a second client finds a majority while the first still counts on the lock. With `counts: 'monotonic'` the stores
 * count by a clock that never jumps.
 *
 * Kleppmann, "How to do distributed locking" (2016), on Redlock, under "Timing assumptions": Redis used the time of day.
 */
type Ask = { type: 'acquire'; round: string; ttl: number } | { type: 'release'; round: string };
type Answer = { type: 'acquired'; round: string };

const TTL = 1_000;

const store = node<Ask, Answer, { counts: 'time of day' | 'monotonic' }>()({
  init: (): { holder: string | null; until: number } => ({ holder: null, until: 0 }),
  on: {
    acquire(state, { round, ttl }, self, from) {
      const now = self.settings.counts === 'monotonic' ? self.monotonic() : self.now();
      if (state.holder !== null && state.holder !== round && now < state.until) return;
      Object.assign(state, { holder: round, until: now + ttl });
      self.send(from, { type: 'acquired', round });
    },
    release(state, { round }) {
      if (state.holder === round) state.holder = null;
    },
  },
});

interface State {
  rounds: number;
  began: number;
  stores: readonly string[];
  holds: boolean;
}

const STORES = ['store1', 'store2', 'store3', 'store4', 'store5'];

const client = node<Answer, Ask>()({
  init(self): State {
    self.setTimer('try', self.randomInteger(10, 300));
    return { rounds: 0, began: 0, stores: [], holds: false };
  },
  on: {
    acquired(state, { round }, self, from) {
      if (round !== `${self.id}/${state.rounds}` || state.holds) return;
      state.stores = [...new Set([...state.stores, from])];
      const spent = self.monotonic() - state.began;
      if (state.stores.length < majority(STORES) || spent > 200) return;
      state.holds = true;
      // It lets go in good time: half of what is left.
      self.setTimer('letGo', (TTL - spent) / 2);
    },
  },
  timers: {
    try(state, self) {
      if (state.holds) return;
      self.broadcast({ type: 'release', round: `${self.id}/${state.rounds}` }, STORES);
      Object.assign(state, { rounds: state.rounds + 1, began: self.monotonic(), stores: [] });
      self.broadcast({ type: 'acquire', round: `${self.id}/${state.rounds}`, ttl: TTL }, STORES);
      self.setTimer('try', self.randomInteger(200, 400));
    },
    letGo(state, self) {
      state.holds = false;
      self.broadcast({ type: 'release', round: `${self.id}/${state.rounds}` }, STORES);
      self.setTimer('try', self.randomInteger(50, 300));
    },
  },
});

const clusterOf = (counts: 'time of day' | 'monotonic') => ({
  ...nodesOf(5, 'store', store.with({ counts })),
  ...nodesOf(2, 'client', client),
});
type Cluster = World<ReturnType<typeof clusterOf>>;

class LockProperties {
  @safety static oneClientHoldsTheLock({ nodes: { client1, client2 } }: Cluster) {
    return !(client1.holds && client2.holds) || violation('Both clients hold the lock.', { nodes: ['client1', 'client2'] });
  }
  @sometimes static bothHoldItInTurn({ nodes: { client1, client2 } }: Cluster) {
    return client1.holds || client2.holds;
  }
}

export const redlock = scenario.matrix({ counts: ['time of day', 'monotonic'] }, ({ counts }) =>
  scenario({
    name: `a lock at five stores that count by ${counts}`,
    nodes: clusterOf(counts),
    network: { latency: { min: 1, max: 20 } },
    // Clients that pause are another mistake, which fencing tokens cure: `leases/zombie.ts`.
    nemesis: {
      clock: { every: '3s', by: ['500ms', '5s'] },
      partition: { every: '4s', for: ['100ms', '1s'] },
      loss: { every: '4s', for: ['100ms', '2s'], probability: 0.2 },
      delay: { every: '4s', for: ['100ms', '2s'], by: ['10ms', '100ms'] },
    },
    duration: '15s',
    stabilisesAt: '14s',
    properties: [LockProperties],
  }),
);
