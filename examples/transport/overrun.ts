import { scenario } from 'backstep';
import { cluster, network, RecordProperties, weather } from './records.ts';

/**
 * A receiver is overrun: the network has lost nothing, and records are missing.
 *
 * A store takes records as datagrams. It works them off much faster than they come, on average. But now and then its process
 * stands still for a while, for garbage collection or because the machine has other things to do, and the records go on coming.
 * They wait in the buffer of its socket; that is full after sixteen of them; and what comes then is thrown away. Nobody is told:
 * the producer's `send` was fine, the network delivered, and the store never saw them.
 *
 * `noRecordIsMissing` catches it. Step back to the first `receive buffer full`, and look at what the store has been doing
 * since the record before. `window.ts` is the cure.
 *
 * Kleppmann and Riccomini, Designing Data-Intensive Applications (2nd edition, 2026), chapter 9, "The Limitations of TCP", on what UDP
 * leaves to its user; Postel, "User Datagram Protocol" (RFC 768, 1980).
 */
export default scenario({ name: 'overrun', nodes: cluster, network, ...weather, properties: [RecordProperties] });
