import { safety, scenario, violation, type World } from 'backstep';
import { cluster, nemesis, network } from './ntp.ts';

/**
 * A clock that was synchronised, and is wrong: NTP takes it that both ways took equally long.
 *
 * The client asks a server whose time is right, and corrects its own by what the four timestamps say. That is wrong
 * by half of what one way took longer than the other: an answer that is under way for 25 ms longer than the
 * question puts the client 12.5 ms off, and nothing in the exchange shows it, however often it asks.
 *
 * `theClockIsRightToFiveMilliseconds` catches it. Look at the exchange before the violation: when the question
 * arrived, when the answer did, and what the client made of it. `ntp-bounds.ts` asks the same and claims no more
 * than the exchange can tell.
 *
 * Mills et al., RFC 5905 (2010), section 8; Kleppmann, Designing Data-Intensive Applications (2017), chapter 8,
 * "Clock Synchronization and Accuracy".
 */
class ClockProperties {
  @safety({ memory: () => ({ reads: 0 }) })
  static theClockIsRightToFiveMilliseconds({ nodes, time }: World<typeof cluster>, memory: { reads: number }) {
    const { guess, reads } = nodes.client;
    if (reads === memory.reads) return true;
    memory.reads = reads;
    const off = guess - time;
    return (
      Math.abs(off) <= 5 ||
      violation(`The client's clock is ${Math.abs(off).toFixed(1)} ms ${off < 0 ? 'behind' : 'ahead'}, right after it was corrected.`, {
        nodes: ['client'],
      })
    );
  }
}

export default scenario({
  name: 'NTP over an asymmetric path',
  nodes: cluster,
  network,
  nemesis,
  duration: '30s',
  stabilisesAt: '20s',
  properties: [ClockProperties],
});
