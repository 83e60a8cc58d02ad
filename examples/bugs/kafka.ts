import { everything, node, nodesOf, safety, scenario, sometimes, violation, type World } from 'backstep';

/**
 * Replication with a leader and a high watermark, as Kafka did it up to 0.11. A follower learns the high watermark one fetch late. If
 * it restarts in between it truncates its log to the older one, though the leader counts what is cut off as committed; if the leader
 * fails before the next fetch, the follower becomes the leader and what was committed is gone.
 *
 * Kafka Improvement Proposal KIP-101, "Alter Replication Protocol to use Leader Epoch rather than High Watermark for Truncation"
 * (2017), scenario 1. The cure, `truncatesTo: 'epoch'`, asks the leader where the epoch of the follower's last entry ends.
 */
interface Entry {
  readonly epoch: number;
  readonly value: string;
}

type ToBroker =
  | { type: 'lead'; epoch: number; leader: string; replicas: readonly string[] }
  | { type: 'fetch'; epoch: number; offset: number; lastEpoch: number }
  | { type: 'entries'; epoch: number; from: number; entries: readonly Entry[]; highWatermark: number }
  | { type: 'cut'; epoch: number; to: number };
type ToController = { type: 'alive' };

interface Broker {
  epoch: number;
  leader: string;
  replicas: readonly string[];
  log: readonly Entry[];
  highWatermark: number;
  fetched: Record<string, number>;
}

const broker = node<ToBroker, ToBroker | ToController, { truncatesTo: 'high watermark' | 'epoch' }>()({
  init(self): Broker {
    self.setTimer('alive', 1);
    self.setTimer('fetch', 30);
    self.setTimer('produce', self.randomInteger(20, 200));
    const log = self.disk.read<readonly Entry[]>('log') ?? [];
    const highWatermark = self.disk.read<number>('highWatermark') ?? 0;
    const kept = self.settings.truncatesTo === 'epoch' ? log : log.slice(0, highWatermark);
    return { epoch: 0, leader: '', replicas: [], log: kept, highWatermark, fetched: {} };
  },
  on: {
    lead(state, { epoch, leader, replicas }) {
      if (epoch < state.epoch) return;
      if (epoch > state.epoch) state.fetched = {};
      Object.assign(state, { epoch, leader, replicas });
    },
    fetch(state, { epoch, offset, lastEpoch }, self, from) {
      if (state.leader !== self.id || epoch !== state.epoch) return;
      if (self.settings.truncatesTo === 'epoch' && offset > 0 && state.log[offset - 1]?.epoch !== lastEpoch) {
        const end = state.log.filter((entry) => entry.epoch <= lastEpoch).length;
        self.send(from, { type: 'cut', epoch, to: Math.min(end, offset - 1) });
        return;
      }
      state.fetched[from] = offset;
      const others = state.replicas.filter((name) => name !== self.id).map((name) => state.fetched[name] ?? 0);
      const everywhere = Math.min(state.log.length, ...others);
      if (everywhere > state.highWatermark) keep(state, everywhere, self.disk);
      self.send(from, { type: 'entries', epoch, from: offset, entries: state.log.slice(offset), highWatermark: state.highWatermark });
    },
    entries(state, { epoch, from, entries, highWatermark }, self) {
      if (epoch !== state.epoch || state.leader === self.id || from !== state.log.length) return;
      state.log = [...state.log, ...entries];
      keep(state, Math.min(highWatermark, state.log.length), self.disk);
    },
    cut(state, { epoch, to }, self) {
      if (epoch !== state.epoch || state.leader === self.id) return;
      state.log = state.log.slice(0, to);
      keep(state, Math.min(state.highWatermark, to), self.disk);
    },
  },
  timers: {
    alive(_state, self) {
      self.send('controller', { type: 'alive' });
      self.setTimer('alive', 50);
    },
    fetch(state, self) {
      self.setTimer('fetch', 30);
      if (state.leader === '' || state.leader === self.id) return;
      const { epoch, log } = state;
      self.send(state.leader, { type: 'fetch', epoch, offset: log.length, lastEpoch: log.at(-1)?.epoch ?? 0 });
    },
    produce(state, self) {
      self.setTimer('produce', self.randomInteger(50, 200));
      if (state.leader !== self.id || state.log.length > 30) return;
      state.log = [...state.log, { epoch: state.epoch, value: `${state.epoch}/${state.log.length}` }];
      keep(state, state.replicas.length === 1 ? state.log.length : state.highWatermark, self.disk);
    },
  },
});

function keep(state: Broker, highWatermark: number, disk: { write(key: string, value: unknown): void; sync(): void }): void {
  state.highWatermark = highWatermark;
  disk.write('log', state.log);
  disk.write('highWatermark', highWatermark);
  disk.sync();
}

interface Controlling {
  epoch: number;
  leader: string;
  replicas: readonly string[];
  heard: Record<string, number>;
}

const NAMES = ['broker1', 'broker2'];

/** Never fails: it stands for ZooKeeper. Who was not heard of is no replica in sync, and the last of these leads for good. */
const controller = node<ToController, ToBroker>()({
  init(self): Controlling {
    self.setTimer('look', 100);
    return { epoch: 1, leader: 'broker1', replicas: NAMES, heard: { broker1: 0, broker2: 0 } };
  },
  on: {
    alive: (state, _message, self, from) => void (state.heard[from] = self.monotonic()),
  },
  timers: {
    look(state, self) {
      self.setTimer('look', 100);
      const lives = NAMES.filter((name) => self.monotonic() - state.heard[name]! < 250);
      if (!lives.includes(state.leader)) {
        const next = state.replicas.find((name) => lives.includes(name));
        if (next !== undefined && next !== state.leader) Object.assign(state, { epoch: state.epoch + 1, leader: next, replicas: [next] });
      }
      const { epoch, leader, replicas } = state;
      self.broadcast({ type: 'lead', epoch, leader, replicas }, NAMES);
    },
  },
});

const clusterOf = (truncatesTo: 'high watermark' | 'epoch') => ({ ...nodesOf(2, 'broker', broker.with({ truncatesTo })), controller });
type Cluster = World<ReturnType<typeof clusterOf>>;

class KafkaProperties {
  @safety({ memory: (): { committed: string[]; epoch: number } => ({ committed: [], epoch: 0 }) })
  static whatIsCommittedIsAtTheLeader({ nodes }: Cluster, memory: { committed: string[]; epoch: number }) {
    const { leader, epoch } = nodes.controller;
    const { log, highWatermark, epoch: known, leader: led } = nodes[leader as 'broker1'];
    if (led !== leader || known !== epoch) return true;
    const at = memory.committed.findIndex((value, index) => log[index]?.value !== value);
    if (at >= 0) return violation(`${leader} leads epoch ${epoch} without '${memory.committed[at]}', which was committed as entry ${at}.`);
    for (let index = memory.committed.length; index < highWatermark; index++) memory.committed.push(log[index]!.value);
    return true;
  }
  @sometimes static theOtherLeads({ nodes }: Cluster) {
    return nodes.controller.leader === 'broker2';
  }
}

export const kafka = scenario.matrix({ truncatesTo: ['high watermark', 'epoch'] }, ({ truncatesTo }) =>
  scenario({
    name: `replication that truncates to the ${truncatesTo}`,
    nodes: clusterOf(truncatesTo),
    network: { latency: { min: 1, max: 20 } },
    disk: { syncLatency: 1 },
    nemesis: everything({ intensity: 3, nodes: NAMES as ('broker1' | 'broker2')[] }),
    duration: '6s',
    stabilisesAt: '5500ms',
    properties: [KafkaProperties],
  }),
);
