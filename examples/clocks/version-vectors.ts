import { node, scenario, sometimes, type World } from 'backstep';
import { clocks, nemesis, network, RegisterProperties, type Read, type ReaderState, type Text } from './register.ts';

/**
 * The cure for `last-write-wins.ts`: version vectors, which no clock can put out of order.
 *
 * Each value carries how many writes of each client it follows. One that follows another in all counts replaces it;
 * where neither follows the other, the writes knew nothing of each other, and the store keeps both, as siblings,
 * for whoever reads next to merge.
 *
 * The clocks are as wrong as before. Look at two writes that were made at the same time: both stay, and the next
 * write, whose client has read both, replaces both.
 *
 * Parker et al., "Detection of Mutual Inconsistency in Distributed Systems" (1983); DeCandia et al., "Dynamo" (SOSP
 * 2007), section 4.4; Kleppmann, Designing Data-Intensive Applications (2017), chapter 5.
 */

type Vector = Readonly<Record<string, number>>;

interface Versioned extends Text {
  vector: Vector;
}

type Write = { type: 'write' } & Versioned;
type Reply = { type: 'value'; values: readonly Versioned[] } | { type: 'written' };

/** Whether a vector follows another, or is the same. */
function follows(later: Vector, earlier: Vector): boolean {
  return Object.entries(earlier).every(([client, count]) => (later[client] ?? 0) >= count);
}

/** The least vector that follows all of some. */
function merged(vectors: readonly Vector[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const vector of vectors) for (const [client, count] of Object.entries(vector)) all[client] = Math.max(all[client] ?? 0, count);
  return all;
}

const store = node<Read | Write, Reply>()({
  init: (): { values: Versioned[]; siblings: number } => ({ values: [], siblings: 0 }),
  on: {
    read(state, _request, self, from) {
      self.send(from, { type: 'value', values: state.values });
    },
    write(state, { text, seen, vector }, self, from) {
      if (!state.values.some((value) => follows(value.vector, vector))) {
        state.values = [...state.values.filter((value) => !follows(vector, value.vector)), { text, seen, vector }];
      }
      if (state.values.length > 1) state.siblings += 1;
      self.send(from, { type: 'written' });
    },
  },
});

const client = node<Reply, Read | Write>()({
  init(self): ReaderState {
    self.setTimer('read', self.randomInteger(100, 1_000));
    return { texts: 0, writing: null };
  },
  on: {
    value(state, { values }, self) {
      state.texts += 1;
      const written: Text = { text: `${self.id}, text ${state.texts}`, seen: values.map(({ text }) => text) };
      state.writing = self.invoke('write', written);
      const vector = { ...merged(values.map((value) => value.vector)), [self.id]: state.texts };
      self.send('store', { type: 'write', ...written, vector });
    },
    written(state, _reply, self) {
      if (state.writing !== null) self.complete(state.writing);
      state.writing = null;
      self.setTimer('read', self.randomInteger(100, 1_000));
    },
  },
  timers: {
    read(_state, self) {
      self.send('store', { type: 'read' });
    },
  },
});

const cluster = { store, client1: client, client2: client };

class VectorProperties {
  /** Where no two writes are concurrent, any order will do. */
  @sometimes
  static twoWritesAreConcurrent({ nodes }: World<typeof cluster>) {
    return nodes.store.siblings > 0;
  }
}

export default scenario({
  name: 'version vectors',
  nodes: cluster,
  network,
  clocks,
  nemesis,
  duration: '20s',
  stabilisesAt: '15s',
  properties: [RegisterProperties, VectorProperties],
});
