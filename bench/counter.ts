import { liveness, node, safety, scenario, sometimes, violation, type World } from 'backstep';

/**
 * The protocol of the benchmarks: a counter replicated over five nodes. Each node sends increments
 * to the primary, which forwards them to all and acknowledges; everyone sends heartbeats.
 * `bench/by-hand.ts` is the same protocol written as a bare loop.
 */
type CounterMessage =
  | { type: 'request'; id: number; amount: number }
  | { type: 'replicate'; index: number; amount: number; origin: string }
  | { type: 'ack'; id: number; value: number }
  | { type: 'heartbeat'; count: number };

interface CounterState {
  value: number;
  applied: number;
  requests: number;
  acked: number;
  heartbeats: Record<string, number>;
}

const replica = node<CounterMessage>()({
  init(self): CounterState {
    self.setTimer('request', 10 + self.randomInteger(0, 10));
    self.setTimer('heartbeat', 5);
    return { value: 0, applied: 0, requests: 0, acked: 0, heartbeats: {} };
  },
  on: {
    request(state, { id, amount }, self, from) {
      state.value += amount;
      state.applied += 1;
      for (const peer of self.peers) self.send(peer, { type: 'replicate', index: state.applied, amount, origin: from });
      self.send(from, { type: 'ack', id, value: state.value });
    },
    replicate(state, { index, amount }) {
      state.value += amount;
      state.applied = Math.max(state.applied, index);
    },
    ack(state, { id }) {
      state.acked = Math.max(state.acked, id);
    },
    heartbeat(state, { count }, _self, from) {
      state.heartbeats[from] = count;
    },
  },
  timers: {
    request(state, self) {
      state.requests += 1;
      self.send('n0', { type: 'request', id: state.requests, amount: self.randomInteger(1, 5) });
      self.setTimer('request', 10);
    },
    heartbeat(state, self) {
      for (const peer of self.peers) self.send(peer, { type: 'heartbeat', count: state.requests });
      self.setTimer('heartbeat', 5);
    },
  },
});

export const cluster = { n0: replica, n1: replica, n2: replica, n3: replica, n4: replica };

export class CounterProperties {
  @safety static noReplicaIsAheadOfThePrimary({ nodes }: World<typeof cluster>) {
    const { n0, n1, n2, n3, n4 } = nodes;
    const most = n0.applied;
    if (n1.applied <= most && n2.applied <= most && n3.applied <= most && n4.applied <= most) return true;
    return violation('A replica has applied more than the primary.');
  }

  @liveness({ within: '1s' }) static everyoneMakesProgress({ nodes }: World<typeof cluster>) {
    return nodes.n1.acked > 0 && nodes.n2.acked > 0 && nodes.n3.acked > 0 && nodes.n4.acked > 0;
  }

  @sometimes static aRequestIsAcknowledged({ nodes }: World<typeof cluster>) {
    return nodes.n1.acked > 0;
  }
}

export default scenario({
  name: 'replicated counter',
  nodes: cluster,
  network: { latency: { min: 1, max: 5 } },
  duration: '10s',
  properties: [CounterProperties],
});
