import { node, scenario } from 'backstep';
import { clocks, nemesis, network, RegisterProperties, type Read, type ReaderState, type Text } from './register.ts';

/**
 * Last write wins, by the clocks of the writers: a write that is acknowledged vanishes.
 *
 * The store keeps the value with the greatest timestamp and drops what comes with a smaller one. One client writes
 * at 100 by its clock. Another reads that value, and writes a new one, at 99 by its own: the store says nothing and
 * keeps the old one. No fault of the network is needed, only clocks that differ by more than a message takes.
 *
 * `noWriteIsLostToOneThatItHadSeen` catches it. Compare the `timestamp` of the write that is lost with that of
 * the value that its client had read. `version-vectors.ts` is the cure.
 *
 * Kleppmann, Designing Data-Intensive Applications (2017), chapter 8, "Timestamps for ordering events"; Kingsbury,
 * "The trouble with timestamps" (2013), about Cassandra.
 */

interface Stamped extends Text {
  timestamp: number;
}

type Write = { type: 'write' } & Stamped;
type Reply = { type: 'value'; values: readonly Text[] } | { type: 'written' };

const store = node<Read | Write, Reply>()({
  init: (): { values: Stamped[] } => ({ values: [] }),
  on: {
    read(state, _request, self, from) {
      self.send(from, { type: 'value', values: state.values });
    },
    write(state, { text, seen, timestamp }, self, from) {
      const [kept] = state.values;
      if (kept === undefined || timestamp > kept.timestamp) state.values = [{ text, seen, timestamp }];
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
      self.send('store', { type: 'write', ...written, timestamp: self.now() });
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

export default scenario({
  name: 'last write wins',
  nodes: { store, client1: client, client2: client },
  network,
  clocks,
  nemesis,
  duration: '20s',
  stabilisesAt: '15s',
  properties: [RegisterProperties],
});
