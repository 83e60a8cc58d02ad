import {
  everything,
  node,
  nodesOf,
  safety,
  scenario,
  sometimes,
  violation,
  workload,
  type NoMessage,
  type Request,
  type World,
} from 'backstep';

/**
 * A remote procedure call that is executed at most once: the server keeps the names of the calls that it has executed and answers
 * them again. Kept in memory alone, they are gone after a crash, and a call that is repeated after it is executed twice. What was
 * executed is on disk.
 *
 * Birrell and Nelson, "Implementing Remote Procedure Calls" (ACM TOCS 2(1), 1984), section 3.2.
 */
type Add = Request<{ type: 'add'; item: string }, { type: 'added' }>;

interface Kept {
  items: readonly string[];
  executed: readonly string[];
}

const server = node<Add, NoMessage, { keeps: 'memory' | 'disk' }>()({
  init: (self): Kept => self.disk.read<Kept>('kept') ?? { items: [], executed: [] },
  on: {
    add(state, { item, request }, self) {
      if (!state.executed.includes(request)) {
        state.items = [...state.items, item];
        state.executed = [...state.executed, request];
        // One value, because a crash may keep one of two that were written together, and not the other.
        const isKept = self.settings.keeps === 'disk';
        self.disk.write('kept', { items: state.items, executed: isKept ? state.executed : [] });
        self.disk.sync();
      }
      self.reply(request, { type: 'added' });
    },
  },
});

const client = workload<Add>()({
  to: 'server',
  think: { min: 20, max: 200 },
  timeout: 150,
  operations: { add: { message: (_self, unique) => ({ item: unique }) } },
});

const clusterOf = (keeps: 'memory' | 'disk') => ({ server: server.with({ keeps }), ...nodesOf(2, 'client', client) });
type Cluster = World<ReturnType<typeof clusterOf>>;

class CallProperties {
  @safety static nothingIsExecutedTwice({
    nodes: {
      server: { items },
    },
  }: Cluster) {
    const twice = items.find((item, index) => items.indexOf(item) !== index);
    return twice === undefined || violation(`'${twice}' was added twice.`);
  }
  @sometimes static somethingIsExecuted({ nodes }: Cluster) {
    return nodes.server.items.length > 0;
  }
}

export const atMostOnce = scenario.matrix({ keeps: ['memory', 'disk'] }, ({ keeps }) =>
  scenario({
    name: `at most once, with names in ${keeps}`,
    nodes: clusterOf(keeps),
    network: { latency: { min: 1, max: 40 } },
    disk: { syncLatency: 5 },
    nemesis: everything({ intensity: 3 }),
    duration: '5s',
    stabilisesAt: '4s',
    properties: [CallProperties],
  }),
);
