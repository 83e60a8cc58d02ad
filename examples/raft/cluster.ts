import type { Scenario } from 'backstep';
import { client, servers } from './client.ts';
import type { RaftServer } from './server.ts';

/** Five servers of one kind, and two clients. */
export function clusterOf(server: RaftServer) {
  return { s1: server, s2: server, s3: server, s4: server, s5: server, client1: client, client2: client };
}

export type RaftCluster = ReturnType<typeof clusterOf>;

/**
 * A bad day in a data centre: datagrams that are lost, repeated and overtaken, disks that take their
 * time, and servers that crash, stop and are cut off more often than any real one, so that a few
 * seconds hold what otherwise takes years. Then it is over, and Raft has to recover.
 */
export const badDay = {
  network: { latency: { mean: '10ms', min: '1ms' }, loss: 0.05, duplicate: 0.05 },
  disk: { syncLatency: { mean: '20ms', min: '1ms' } },
  nemesis: {
    crash: { every: '250ms', for: ['5ms', '200ms'], nodes: servers },
    pause: { every: '2s', for: ['50ms', '500ms'], nodes: servers },
    stall: { every: '1s', for: ['50ms', '800ms'], nodes: servers },
    partition: { every: '1s', for: ['200ms', '1s'], nodes: servers },
    clog: { every: '500ms', for: ['50ms', '300ms'], nodes: servers },
  },
  duration: '9s',
  stabilisesAt: '6s',
  lanes: {
    role: (state) => ('role' in state ? state.role : undefined),
    term: (state) => ('currentTerm' in state ? state.currentTerm : undefined),
  },
} as const satisfies Partial<Scenario<RaftCluster>>;
