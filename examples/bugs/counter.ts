import { everything, node, nodesOf, safety, scenario, sometimes, violation, type World } from 'backstep';

/**
 * A counter replicated without coordination. Sent as increments, what arrives twice counts twice; sent as the count of each
 * replica, of which the greatest is kept, it does not matter how often and in which order.
 *
 * Shapiro, Preguiça, Baquero and Zawirski, "A comprehensive study of Convergent and Commutative Replicated Data Types" (INRIA RR-7506,
 * 2011), specifications 5 and 6.
 */
type Message = { type: 'increment' } | { type: 'counts'; counts: Record<string, number> };

const replica = node<Message, Message, { sends: 'increments' | 'counts' }>()({
  init(self) {
    self.setTimer('count', self.randomInteger(50, 300));
    self.setTimer('gossip', 100);
    const counts = self.disk.read<Record<string, number>>('counts') ?? {};
    return { own: self.disk.read<number>('own') ?? 0, counts };
  },
  on: {
    increment(state, _message, self, from) {
      state.counts[from] = (state.counts[from] ?? 0) + 1;
      self.disk.write('counts', state.counts);
      self.disk.sync();
    },
    counts(state, { counts }, self) {
      for (const [name, count] of Object.entries(counts)) state.counts[name] = Math.max(state.counts[name] ?? 0, count);
      self.disk.write('counts', state.counts);
      self.disk.sync();
    },
  },
  timers: {
    count(state, self) {
      self.setTimer('count', self.randomInteger(50, 300));
      state.own += 1;
      state.counts[self.id] = state.own;
      self.disk.write('own', state.own);
      self.disk.write('counts', state.counts);
      self.disk.sync();
      if (self.settings.sends === 'increments') self.broadcast({ type: 'increment' });
    },
    gossip(state, self) {
      self.setTimer('gossip', 100);
      if (self.settings.sends === 'counts') self.broadcast({ type: 'counts', counts: state.counts });
    },
  },
});

const clusterOf = (sends: 'increments' | 'counts') => nodesOf(3, 'replica', replica.with({ sends }));
type Cluster = World<ReturnType<typeof clusterOf>>;

class CounterProperties {
  @safety static nobodyCountsMoreThanThereIs({ nodes }: Cluster) {
    const own: Record<string, number> = Object.fromEntries(Object.entries(nodes).map(([name, state]) => [name, state.own]));
    for (const [name, { counts }] of Object.entries(nodes))
      for (const [of, count] of Object.entries(counts))
        if (count > own[of]!) return violation(`${name} has counted ${count} of ${of}, which has counted ${own[of]}.`);
    return true;
  }
  @sometimes static countsArrive({ nodes }: Cluster) {
    return Object.keys(nodes.replica1.counts).length === 3;
  }
}

export const counter = scenario.matrix({ sends: ['increments', 'counts'] }, ({ sends }) =>
  scenario({
    name: `a counter that sends ${sends}`,
    nodes: clusterOf(sends),
    network: { latency: { min: 1, max: 40 } },
    nemesis: everything({ intensity: 3 }),
    duration: '4s',
    stabilisesAt: '3s',
    properties: [CounterProperties],
  }),
);
