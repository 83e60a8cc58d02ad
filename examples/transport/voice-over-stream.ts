import { scenario } from 'backstep';
import { CallProperties, cluster, network, weather } from './call.ts';

/**
 * One lost packet freezes the call.
 *
 * A call goes over a stream, as over TCP: whatever is lost is sent again, and everything arrives, in order. So when one frame is
 * lost, those behind it have arrived and are held back, until the one has been sent again. That takes a round trip and three
 * frames at best, and a second or more where that is lost as well. Then all of them come at once, in order, complete, and too late:
 * nobody wants to hear what was said a second ago. The stream keeps a promise that a call has no use for.
 *
 * `everyFrameThatArrivesIsHeard` catches it. Step back from the late frame to the one that was lost, `segment lost`, and look at those
 * that were `withheld` since. `voice-over-datagrams.ts` is the cure.
 *
 * Kleppmann and Riccomini, Designing Data-Intensive Applications (2nd edition, 2026), chapter 9, "The Limitations of TCP"; Scharf and
 * Kiesel, "Head-of-line blocking in TCP and SCTP" (GLOBECOM 2006).
 */
export default scenario({
  name: 'voice over a stream',
  nodes: cluster,
  network: { ...network, transport: 'stream' },
  ...weather,
  properties: [CallProperties],
});
