import { scenario } from 'backstep';
import { CallProperties, cluster, network, weather } from './call.ts';

/**
 * The cure for `voice-over-stream.ts`: datagrams, and nobody who sends anything again.
 *
 * A frame that is lost is missing, 20 ms of it, which is a crackle if it is heard at all; the next one has nothing to do with it, and
 * comes in time. Who speaks learns nothing of the loss and needs not. It is what RTP does, and WebRTC.
 *
 * Run the seed that broke `voice-over-stream.ts`: as much is lost, and `gaps` counts it, and nothing is late.
 *
 * Schulzrinne, Casner, Frederick and Jacobson, "RTP: A transport protocol for real-time applications" (RFC 3550, 2003).
 */
export default scenario({ name: 'voice over datagrams', nodes: cluster, network, ...weather, properties: [CallProperties] });
