import { nodesOf, scenario } from 'backstep';
import { client, PbftProperties, weather } from './pbft-weather.ts';
import { replica } from './replica.ts';

/**
 * Three replicas do not bear one that lies.
 *
 * Since one of three may never answer, two have to be a quorum. Two quorums of two have one replica in common, and
 * that may be the liar. As primary it proposes one value to the one half and another to the other, signs both, and says the
 * same in all that it sends later: each half has its quorum, with the liar, and executes something else.
 *
 * `honestReplicasExecuteTheSame` catches it. Look at the messages of the primary that are marked as altered: the same
 * place, two values. Which replica lies, and how, is drawn by the seed. `pbft.ts` is the cure.
 *
 * Lamport, Shostak and Pease, "The Byzantine Generals Problem" (1982): no solution with 3f nodes and messages that
 * their receivers alone have heard. Castro and Liskov, "Practical Byzantine Fault Tolerance" (OSDI 1999).
 */
const faulty = 1;

const cluster = {
  ...nodesOf(3, 'replica', replica.with({ faulty })),
  client1: client.with({ faulty, first: 1_000 }),
  client2: client.with({ faulty, first: 2_000 }),
};

export default scenario({
  name: 'PBFT with three replicas',
  nodes: cluster,
  ...weather(['replica1', 'replica2', 'replica3']),
  properties: [PbftProperties],
});
