import { linearizable, scenario } from 'backstep';
import { clusterOf, nemesis, network, QuorumProperties } from './register.ts';

/**
 * Does it help to have more replicas? A family of scenarios, one for each combination of its parameters, which are swept as one
 * table: however many replicas there are, a read that stores nothing returns a new value and then an old one, and one that
 * stores what it returns does not. Choose one with `--scenario 'grid[replicas=5, writesBack=false]'`.
 */
export const grid = scenario.matrix({ replicas: [3, 5], writesBack: [false, true] }, ({ replicas, writesBack }) =>
  scenario({
    name: 'grid',
    nodes: clusterOf(writesBack, replicas),
    network,
    nemesis,
    duration: '20s',
    stabilisesAt: '15s',
    properties: [linearizable('register'), QuorumProperties],
  }),
);
