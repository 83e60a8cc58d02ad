import {
  liveness,
  node,
  sometimes,
  type Duration,
  type Nemesis,
  type NodeDefinition,
  type NoMessage,
  type Request,
  type World,
} from 'backstep';

/**
 * What the two examples of a slow disk share: three replicas of a read-only store, a reader, the weather and the
 * properties. They differ in how long the reader waits before it asks another replica as well.
 */
type Read = Request<{ type: 'read'; key: string }, { type: 'value'; key: string; value: string }>;

/** Answers from its disk. It is up and answers everything, however long that takes. */
export const replica = node<Read, NoMessage>()({
  init(self) {
    self.disk.write('page', 'the page');
    return { slowest: 0 };
  },
  on: {
    read(state, { key, request }, self) {
      const before = self.monotonic();
      const value = self.disk.read<string>(key) ?? '';
      state.slowest = Math.max(state.slowest, self.monotonic() - before);
      self.reply(request, { type: 'value', key, value });
    },
  },
});

const replicas = ['replica1', 'replica2', 'replica3'] as const;

interface ReaderState {
  /** Whom it asks first, the next one each time. */
  turn: number;
  reading: boolean;
  answers: number;
  /** Reads that were answered after a second replica had been asked. */
  hedged: number;
}

/** Reads a page now and then. Who has not answered within `patience` is still awaited, and the next one is asked too. */
export function readerWith(patience: Duration) {
  return node<NoMessage, Read>()({
    init(self): ReaderState {
      self.setTimer('read', self.randomInteger(0, 200));
      return { turn: 0, reading: false, answers: 0, hedged: 0 };
    },
    on: {},
    timers: {
      read(state, self) {
        state.reading = true;
        state.turn += 1;
        self.request(replicas[state.turn % replicas.length]!, { type: 'read', key: 'page' });
      },
    },
    requests: {
      read: {
        timeout: patience,
        target: (_state, _self, { to }) => replicas[(replicas.findIndex((name) => name === to) + 1) % replicas.length]!,
        answered(state, _reply, self, { attempts }) {
          state.reading = false;
          state.answers += 1;
          if (attempts > 1) state.hedged += 1;
          self.setTimer('read', self.randomInteger(50, 250));
        },
      },
    },
  });
}

/** Before it settles down much may happen, but no message is lost; and one disk stays slow. */
export const weather = {
  network: { latency: { min: '1ms', max: '10ms' } },
  disk: { readLatency: { min: '500us', max: '2ms' } },
  nemesis: {
    slow: { every: '20s', for: 'ever', disk: 5_000, most: 1, nodes: replicas },
    pause: { every: '10s', for: ['50ms', '2s'], nodes: replicas },
    stall: { every: '10s', for: ['10ms', '500ms'], nodes: replicas },
    delay: { every: '10s', for: ['100ms', '1s'], by: ['1ms', '100ms'] },
    duplicate: { every: '10s', for: ['100ms', '1s'], probability: 0.2 },
  } satisfies Nemesis<'reader' | (typeof replicas)[number]>,
  duration: '25s',
  stabilisesAt: '10s',
} as const;

interface Cluster {
  readonly [name: string]: NodeDefinition;
  readonly reader: NodeDefinition<ReaderState>;
  readonly replica1: NodeDefinition<{ slowest: number }>;
  readonly replica2: NodeDefinition<{ slowest: number }>;
  readonly replica3: NodeDefinition<{ slowest: number }>;
}

export class StoreProperties {
  @liveness({ within: '1s' })
  static everyReadIsAnswered({ nodes }: World<Cluster>) {
    return !nodes.reader.reading;
  }

  @sometimes
  static aDiskIsSlow({ nodes: { replica1, replica2, replica3 } }: World<Cluster>) {
    return [replica1, replica2, replica3].some(({ slowest }) => slowest > 1_000);
  }

  @sometimes
  static aSecondReplicaIsAsked({ nodes }: World<Cluster>) {
    return nodes.reader.hedged > 0;
  }
}
