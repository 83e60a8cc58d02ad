import { liveness, node, nodesOf, safety, scenario, sometimes, type NoMessage, type World } from 'backstep';
import { core, latency, nextFile, noPacketIsDropped, size, SOURCES, weather, type Packet } from './traffic.ts';

/**
 * The second cure for `funnel.ts`: circuits, as telephone networks have them.
 *
 * A fifth of the output is reserved for each source, and each sends just so fast, 2 Gbit/s: a packet every 6 µs. Nobody waits for
 * another, whatever the others do; nothing queues, so that the delay is bounded; and nothing is dropped.
 *
 * It costs what is reserved and not used. A file takes five times as long as the output would need for it, and that
 * while the other circuits stand idle: `aCircuitStandsIdleWhileAnotherSourceWaits`. This is why data networks, whose
 * traffic comes in bursts, share their lines and have queues instead. Compare `waiting` with that of `back-pressure.ts` on the same seed.
 *
 * Kleppmann and Riccomini, Designing Data-Intensive Applications (2nd edition, 2026), chapter 9, "Synchronous Versus
 * Asynchronous Networks"; Kleinrock, "Queueing Systems, volume 2" (1976), on what sharing a line gains.
 */

const circuits = {
  'source1>sink': '2Gbit/s',
  'source2>sink': '2Gbit/s',
  'source3>sink': '2Gbit/s',
  'source4>sink': '2Gbit/s',
  'source5>sink': '2Gbit/s',
} as const;

const source = node<NoMessage, Packet>()({
  init(self) {
    nextFile(self);
    return { waiting: 0, sent: 0 };
  },
  on: {},
  timers: {
    file(state, self) {
      if (state.waiting === 0) self.setTimer('packet', 0);
      state.waiting += nextFile(self);
    },
    packet(state, self) {
      self.send('sink', { type: 'packet', n: state.sent, life: self.boots });
      state.sent += 1;
      state.waiting -= 1;
      if (state.waiting > 0) self.setTimer('packet', '6us');
    },
  },
});

const sink = node<Packet, NoMessage>()({
  init: () => ({ received: 0 }),
  on: {
    packet(state) {
      state.received += 1;
    },
  },
});

const cluster = { ...nodesOf(SOURCES.length, 'source', source), sink };

class CircuitProperties {
  @safety
  static thePacketsFindRoomInTheirCircuits(world: World<typeof cluster>) {
    return noPacketIsDropped(world, Object.keys(circuits));
  }

  @liveness({ within: '8ms' })
  static theFilesOfASourceAreSent({ nodes }: World<typeof cluster>) {
    return nodes.source1.waiting === 0;
  }

  /** A packet switch would give the one what the other does not use. */
  @sometimes
  static aCircuitStandsIdleWhileAnotherSourceWaits({ nodes, queue }: World<typeof cluster>) {
    return nodes.source1.waiting > 0 && nodes.source2.waiting === 0 && queue('source2>sink').depth === 0;
  }
}

export default scenario({
  name: 'circuits',
  nodes: cluster,
  network: { latency, size, switches: { core: { ...core, circuits } } },
  ...weather,
  properties: [CircuitProperties],
});
