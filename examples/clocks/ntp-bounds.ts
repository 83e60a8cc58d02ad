import { safety, scenario, sometimes, violation, type World } from 'backstep';
import { cluster, nemesis, network } from './ntp.ts';

/**
 * The same clock as in `ntp-asymmetric.ts`, which this time says how far it may be off.
 *
 * Of an exchange the client knows how long both ways took together. However that is shared between them, what it
 * concludes is wrong by no more than half of it. So the time is no number but an interval around one, and the
 * interval is right even where its middle is not. It is what Spanner's TrueTime is made of.
 *
 * Look at an exchange in a delay: the guess is far off, and the bound grows with it.
 *
 * Mills et al., RFC 5905 (2010), section 8, and "root distance" in section 11; Marzullo and Owicki, "Maintaining the
 * Time in a Distributed System" (PODC 1983).
 */
class BoundProperties {
  @safety({ memory: () => ({ reads: 0 }) })
  static theTrueTimeIsWithinTheBound({ nodes, time }: World<typeof cluster>, memory: { reads: number }) {
    const { guess, bound, reads } = nodes.client;
    if (reads === memory.reads) return true;
    memory.reads = reads;
    // Clocks count whole microseconds, and a drift of 200 ppm moves one while the exchange lasts.
    const slack = 0.002 + (2 * bound * 200) / 1_000_000;
    const off = Math.abs(guess - time);
    return (
      off <= bound + slack ||
      violation(`The client is ${off.toFixed(3)} ms off and claims at most ${bound.toFixed(3)}.`, { nodes: ['client'] })
    );
  }

  /** Where all ways take equally long, a bound proves nothing. */
  @sometimes
  static theGuessIsFarOff({ nodes, time }: World<typeof cluster>) {
    return nodes.client.reads > 0 && Math.abs(nodes.client.guess - time) > 10 && nodes.client.bound > 10;
  }
}

export default scenario({
  name: 'NTP with bounds',
  nodes: cluster,
  network,
  nemesis,
  duration: '30s',
  stabilisesAt: '20s',
  properties: [BoundProperties],
});
