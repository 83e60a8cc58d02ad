import { liveness, node, nodesOf, scenario, sometimes, type World } from 'backstep';
import { core, latency, nextFile, size, SOURCES, SwitchProperties, weather, type Packet } from './traffic.ts';

/**
 * The first cure for `funnel.ts`: back-pressure. Nobody sends what nobody has made room for.
 *
 * A source may send only as far as the sink has allowed it, a few packets ahead of what has arrived. Each packet that arrives
 * allows another. So a source sends just as fast as its packets come through: alone it has nearly the whole
 * output, and among five a fifth of it. What it cannot send waits at the source, where there is room, and the buffer never holds
 * more than has been allowed.
 *
 * An allowance names the last packet that may be sent, and is no number of packets more: so one that is lost or comes twice
 * does no harm. Where one was lost, or all that was allowed, the source asks anew. Run the seed that broke `funnel.ts`, and
 * look at how `waiting` goes up while the queue stays short.
 *
 * Kung, Blackwell and Chapman, "Credit-based flow control for ATM networks" (SIGCOMM 1994); InfiniBand does it on each line.
 */

type Ask = { type: 'ask'; sent: number; life: number };
/** The source may send what has a number less than `until`. */
type Allow = { type: 'allow'; until: number; life: number };

/** So many packets may be on their way from each source. */
const AHEAD = 8;

interface SourceState {
  waiting: number;
  sent: number;
  until: number;
}

const source = node<Allow, Packet | Ask>()({
  init(self): SourceState {
    nextFile(self);
    self.setTimer('ask', 0);
    return { waiting: 0, sent: 0, until: 0 };
  },
  on: {
    allow(state, { until, life }, self) {
      // One from an earlier life would allow what that has used up.
      if (life !== self.boots) return;
      state.until = Math.max(state.until, until);
      self.setTimer('ask', '200us');
      for (; state.waiting > 0 && state.sent < state.until; state.waiting--) {
        self.send('sink', { type: 'packet', n: state.sent, life });
        state.sent += 1;
      }
    },
  },
  timers: {
    file(state, self) {
      state.waiting += nextFile(self);
      self.setTimer('ask', 0);
    },
    ask(state, self) {
      if (state.waiting === 0) return;
      self.setTimer('ask', '200us');
      self.send('sink', { type: 'ask', sent: state.sent, life: self.boots });
    },
  },
});

const sink = node<Packet | Ask, Allow>()({
  init: () => ({ received: 0 }),
  on: {
    packet(state, { n, life }, self, from) {
      state.received += 1;
      self.send(from, { type: 'allow', until: n + 1 + AHEAD, life });
    },
    ask(_state, { sent, life }, self, from) {
      self.send(from, { type: 'allow', until: sent + AHEAD, life });
    },
  },
});

const cluster = { ...nodesOf(SOURCES.length, 'source', source), sink };

class BackPressureProperties {
  @liveness({ within: '8ms' })
  static everyFileIsSent({ nodes }: World<typeof cluster>) {
    return SOURCES.every((name) => nodes[name].waiting === 0);
  }

  /** The output is busy, and a source waits for the others. */
  @sometimes
  static aSourceWaitsForAnAllowance({ nodes, queue }: World<typeof cluster>) {
    return nodes.source1.waiting > 0 && nodes.source1.sent === nodes.source1.until && queue('core>sink').depth > 0;
  }
}

export default scenario({
  name: 'back-pressure',
  nodes: cluster,
  network: { latency, size, switches: { core } },
  ...weather,
  properties: [SwitchProperties, BackPressureProperties],
});
