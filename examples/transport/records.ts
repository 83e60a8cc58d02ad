import { everything, liveness, node, safety, sometimes, violation, type NoMessage, type World } from 'backstep';

/**
 * What the two examples of a receiver that is overrun share: a producer of records, a store that takes some milliseconds for each,
 * the weather, and what must hold. They differ in one word, the `transport`.
 *
 * The store is fast enough: it works for a third of the time. But it pauses at times, and meanwhile records come.
 */

export type Record = { type: 'record'; n: number; life: number };

/** Some records at a time, each with a number of its own in this life of the producer. */
const producer = node<NoMessage, Record>()({
  init(self) {
    self.setTimer('batch', '100ms');
    return { sent: 0, life: self.boots };
  },
  on: {},
  timers: {
    batch(state, self) {
      for (let left = self.randomInteger(1, 12); left > 0; left--) {
        self.send('store', { type: 'record', n: state.sent, life: self.boots });
        state.sent += 1;
      }
      self.setTimer('batch', self.randomInteger(50, 150));
    },
  },
});

interface StoreState {
  /** Of the producer's life from which it last had a record. */
  life: number;
  /** The number after its last record; -1 before it has had one. */
  next: number;
  /** The first record that never came, though a later one did. */
  missing: number | undefined;
}

const store = node<Record, NoMessage>()({
  init: (): StoreState => ({ life: 0, next: -1, missing: undefined }),
  on: {
    record(state, { n, life }, self) {
      self.busy(self.randomInteger(2, 6));
      // Who has just started, or hears from somebody who has, does not know what came before.
      const isFirst = state.next < 0 || life > state.life;
      if (!isFirst && n > state.next) state.missing ??= state.next;
      state.life = life;
      state.next = n + 1;
    },
  },
});

export const cluster = { producer, store };

/** A network that keeps the order, and a receiver with room for 16 records. */
export const network = { latency: { min: '1ms', max: '5ms' }, reorder: 0, receiveBuffer: '16kB' } as const;

/** Everything but what loses messages on the way, or overtakes: whatever is missing was lost where it had arrived. */
export const weather = {
  nemesis: { ...everything({}), loss: undefined, burstLoss: undefined, corrupt: undefined, partition: undefined, reorder: undefined },
  duration: '30s',
  stabilisesAt: '20s',
} as const;

export class RecordProperties {
  @safety
  static noRecordIsMissing({ nodes: { store } }: World<typeof cluster>) {
    return (
      store.missing === undefined || violation(`Record ${store.missing} never came, and later ones did.`, { nodes: ['producer', 'store'] })
    );
  }

  @liveness({ within: '5s' })
  static theStoreCatchesUp({ nodes: { producer, store } }: World<typeof cluster>) {
    return store.life === producer.life && store.next === producer.sent;
  }

  /** More than its buffer holds: the rest waits somewhere else, or is lost. */
  @sometimes
  static theStoreIsFarBehind({ nodes: { producer, store } }: World<typeof cluster>) {
    return store.life === producer.life && store.next >= 0 && producer.sent - store.next > 20;
  }
}
