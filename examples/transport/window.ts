import { scenario } from 'backstep';
import { cluster, network, RecordProperties, weather } from './records.ts';

/**
 * The cure for `overrun.ts`: flow control, as TCP has it.
 *
 * With each acknowledgement the store's machine tells how much it has room for, the window, and no more than that is under
 * way. When the store stands still its buffer fills, the window closes, and the records wait at the producer, which has
 * room. When the store goes on its machine says that there is room again, and they come. Should that be lost, the producer's
 * machine asks by itself.
 *
 * Nothing is lost on the way, and nothing is gained: the records are as late as the store is slow. Run the seed that
 * broke `overrun.ts`, and look at how `sent` runs ahead of `next`. A crash still loses what is under way.
 *
 * Eddy, "Transmission Control Protocol" (RFC 9293, 2022), section 3.8.6; Kleppmann and Riccomini, Designing Data-Intensive
 * Applications (2nd edition, 2026), chapter 9, "The Limitations of TCP".
 */
export default scenario({
  name: 'window',
  nodes: cluster,
  network: { ...network, transport: 'stream' },
  ...weather,
  properties: [RecordProperties],
});
