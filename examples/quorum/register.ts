import { majority, node, nodesOf, sometimes, type Nemesis, type World } from 'backstep';

/**
 * What the two examples of a quorum register share: replicas, clients that ask a majority of them, and what happens to
 * machines and links. A write asks a majority for the newest version and stores a newer one at a majority. A read asks a
 * majority and returns the newest that it is told; the examples differ in whether it stores that at a majority first.
 */

/** Versions are ordered by number, and among equal numbers by writer, so that no two writers have the same. */
interface Version {
  readonly number: number;
  readonly writer: string;
  readonly value: string | null;
}

const FIRST: Version = { number: 0, writer: '', value: null };

function isNewer(a: Version, b: Version): boolean {
  return a.number > b.number || (a.number === b.number && a.writer > b.writer);
}

type Ask = { type: 'query'; round: string } | { type: 'store'; round: string; version: Version };
type Answer = { type: 'holds'; round: string; version: Version } | { type: 'stored'; round: string };

const replica = node<Ask, Answer>()({
  init: (self) => ({ version: self.disk.read<Version>('version') ?? FIRST }),
  on: {
    query(state, { round }, self, from) {
      self.send(from, { type: 'holds', round, version: state.version });
    },
    store(state, { round, version }, self, from) {
      if (isNewer(version, state.version)) {
        state.version = version;
        self.disk.write('version', version);
        self.disk.sync();
      }
      self.send(from, { type: 'stored', round });
    },
  },
});

interface UnderWay {
  readonly operation: number;
  /** What it writes; null when it reads. */
  readonly writes: string | null;
  /** Which question the answers are to; late ones to another are nothing. */
  round: string;
  asks: Ask;
  answered: readonly string[];
  newest: Version;
}

interface ClientState {
  rounds: number;
  underWay: UnderWay | null;
  /** How often a read was told of different versions. */
  differed: number;
}

/** Whom a client asks, and what a read does with what it is told. */
interface Asking {
  readonly replicas: readonly string[];
  readonly writesBack: boolean;
}

const client = node<Answer, Ask, Asking>()({
  init(self): ClientState {
    self.setTimer('begin', self.randomInteger(10, 200));
    return { rounds: 0, underWay: null, differed: 0 };
  },
  on: {
    holds(state, { round, version }, self, from) {
      const { underWay } = state;
      if (underWay?.round !== round || underWay.answered.includes(from)) return;
      const { newest, writes, operation } = underWay;
      if (underWay.answered.length > 0 && version.number !== newest.number && writes === null) state.differed += 1;
      if (underWay.answered.length === 0 || isNewer(version, newest)) underWay.newest = version;
      underWay.answered = [...underWay.answered, from];
      if (underWay.answered.length < majority(self.settings.replicas)) return;
      if (writes !== null) underWay.newest = { number: underWay.newest.number + 1, writer: self.id, value: writes };
      if (writes === null && !self.settings.writesBack) {
        self.complete(operation, underWay.newest.value);
        state.underWay = null;
        self.setTimer('begin', self.randomInteger(10, 200));
        return;
      }
      state.rounds += 1;
      underWay.round = `${self.boots}.${state.rounds}`;
      underWay.asks = { type: 'store', round: underWay.round, version: underWay.newest };
      underWay.answered = [];
      self.broadcast(underWay.asks, self.settings.replicas);
      self.setTimer('again', '200ms');
    },
    stored(state, { round }, self, from) {
      const { underWay } = state;
      if (underWay?.round !== round || underWay.answered.includes(from)) return;
      underWay.answered = [...underWay.answered, from];
      if (underWay.answered.length < majority(self.settings.replicas)) return;
      self.complete(underWay.operation, underWay.writes === null ? underWay.newest.value : undefined);
      state.underWay = null;
      self.setTimer('begin', self.randomInteger(10, 200));
    },
  },
  timers: {
    begin(state, self) {
      state.rounds += 1;
      const round = `${self.boots}.${state.rounds}`;
      const writes = self.random() < 0.3 ? `${self.id}.${round}` : null;
      const operation = writes === null ? self.invoke('read') : self.invoke('write', writes);
      state.underWay = { operation, writes, round, asks: { type: 'query', round }, answered: [], newest: FIRST };
      self.broadcast(state.underWay.asks, self.settings.replicas);
      self.setTimer('again', '200ms');
    },
    again(state, self) {
      if (!state.underWay) return;
      self.broadcast(state.underWay.asks, self.settings.replicas);
      self.setTimer('again', '200ms');
    },
  },
});

export function clusterOf(writesBack: boolean, size = 3) {
  const replicas = nodesOf(size, 'replica', replica);
  return { ...replicas, ...nodesOf(3, 'client', client.with({ replicas: Object.keys(replicas), writesBack })) };
}

export const network = { latency: { min: '1ms', max: '20ms' } } as const;

export const nemesis = {
  crash: { every: '5s', for: ['100ms', '5s'] },
  pause: { every: '5s', for: ['10ms', '3s'] },
  partition: { every: '5s', for: ['1s', '5s'] },
  loss: { every: '5s', for: ['1s', '5s'], probability: 0.3 },
  delay: { every: '5s', for: ['1s', '5s'], by: ['1ms', '500ms'] },
} as const satisfies Nemesis<string>;

export class QuorumProperties {
  /** Without it, nobody would have had to write anything back. */
  @sometimes
  static aReadIsToldOfDifferentVersions({ nodes: { client1, client2, client3 } }: World<ReturnType<typeof clusterOf>>) {
    return client1.differed + client2.differed + client3.differed > 0;
  }
}
