import { node, nodesOf, scenario, sometimes, type NoMessage, type World } from 'backstep';
import { core, latency, nextFile, size, SOURCES, SwitchProperties, weather, type Packet } from './traffic.ts';

/**
 * The funnel: 50 Gbit/s go in, 10 come out.
 *
 * A source that has a file to send sends all of it, as fast as its line can, and five of them send to one sink. Each is well
 * within its rights, and on average the output of the switch is idle for two thirds of the time. But files come when they come.
 * When some come together, the switch takes in five times what it gives out, and up to twenty-five times; the buffer fills
 * within microseconds; and what comes then is dropped.
 *
 * `thePacketsFindRoomInTheSwitch` catches it. Step back from the first `buffer full`, and look at who has been
 * sending, and for how long the packets before it were on their way: that is the queue. `back-pressure.ts` and `circuits.ts`
 * are two cures.
 *
 * Kleppmann and Riccomini, Designing Data-Intensive Applications (2nd edition, 2026), chapter 9, "Network congestion and queueing";
 * Phanishayee et al., "Measurement and analysis of TCP throughput collapse in cluster-based storage systems" (FAST 2008).
 */

const source = node<NoMessage, Packet>()({
  init(self) {
    nextFile(self);
    return { sent: 0 };
  },
  on: {},
  timers: {
    file(state, self) {
      for (let left = nextFile(self); left > 0; left--) {
        self.send('sink', { type: 'packet', n: state.sent, life: self.boots });
        state.sent += 1;
      }
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

class FunnelProperties {
  /** Else the output would be too narrow for what the sources send, and not only for how they do it. */
  @sometimes
  static theOutputIsIdleMostOfTheTime({ queue, time }: World<typeof cluster>) {
    return time > 20 && queue('core>sink').utilisation < 0.5;
  }
}

export default scenario({
  name: 'funnel',
  nodes: cluster,
  network: { latency, size, switches: { core } },
  ...weather,
  properties: [SwitchProperties, FunnelProperties],
});
