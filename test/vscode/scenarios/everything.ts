import { node, scenario, sometimes, type World } from 'backstep';

/** A value of every kind that may be kept and sent. */
interface Everything {
  big: bigint;
  book: Map<number | string, unknown>;
  seen: Set<string>;
  hash: Uint8Array;
  odd: number;
  zero: number;
  gone: undefined;
}

const everything = (): Everything => ({
  big: 41n,
  book: new Map<number | string, unknown>([
    [1, 'one'],
    ['1', 'text'],
  ]),
  seen: new Set(['x']),
  hash: Uint8Array.of(171, 0),
  odd: Number.NaN,
  zero: -0,
  gone: undefined,
});

interface Put {
  type: 'put';
  value: Everything;
}

const store = node<Put>()({
  init: everything,
  on: {
    put(state, { value }) {
      state.big += 1n;
      state.book.set('put', value.hash);
    },
  },
});

const client = node<never, Put>()({
  init(self) {
    self.setTimer('put', '100ms');
    return {};
  },
  on: {},
  timers: {
    put(_state, self) {
      self.send('store', { type: 'put', value: everything() });
    },
  },
});

const cluster = { store, client };

class Properties {
  @sometimes static somethingIsPut({ nodes: { store } }: World<typeof cluster>) {
    return store.big > 41n;
  }
}

export default scenario({ name: 'everything', nodes: cluster, network: { latency: '10ms' }, duration: '1s', properties: [Properties] });
