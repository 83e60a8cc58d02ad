import { nodesOf, scenario } from 'backstep';
import { client, PbftProperties, weather } from './pbft-weather.ts';
import { replica } from './replica.ts';

/**
 * The cure for `pbft-three.ts`: a fourth replica, and nothing else. The code of a replica is the same.
 *
 * A quorum is three of four. Two of them have two replicas in common, of which one is honest, and an honest replica
 * stands behind one value for a place. A primary that tells two stories finds a quorum for one of them or for none;
 * then the others lose patience, and the next primary goes on with what was proven.
 *
 * Look at a change of view: the calls carry certificates, signed by those who prepared, and the new primary cannot leave
 * one out without everybody computing another result.
 *
 * Castro and Liskov, "Practical Byzantine Fault Tolerance" (OSDI 1999); that 3f + 1 are needed: Lamport, Shostak and
 * Pease, "The Byzantine Generals Problem" (1982).
 */
const faulty = 1;

const cluster = {
  ...nodesOf(4, 'replica', replica.with({ faulty })),
  client1: client.with({ faulty, first: 1_000 }),
  client2: client.with({ faulty, first: 2_000 }),
};

export default scenario({
  name: 'PBFT',
  nodes: cluster,
  ...weather(['replica1', 'replica2', 'replica3', 'replica4']),
  properties: [PbftProperties],
});
