import { node, safety, sometimes, violation, type Nemesis, type Scenario, type World } from 'backstep';
import type { Executed, Replica, ReplicaState, Request } from './replica.ts';

/** What the two examples of PBFT share besides the replica: a client, the weather, and what has to hold. */

export const client = node<Executed, Request, { faulty: number; first: number }>()({
  init(self) {
    self.setTimer('ask', self.randomInteger(0, 100));
    return { value: self.settings.first, answers: {} as Record<string, number>, done: 0 };
  },
  on: {
    executed(state, { value, place }, self, from) {
      if (value !== state.value) return;
      state.answers[from] = place;
      // One more than the liars say the same.
      if (Object.values(state.answers).filter((other) => other === place).length <= self.settings.faulty) return;
      state.done += 1;
      state.value += 1;
      state.answers = {};
      self.setTimer('ask', self.randomInteger(0, 1_000));
    },
  },
  timers: {
    /** Asks all replicas, and again until enough of them have answered. */
    ask({ value }, self) {
      const replicas = self.nodes.filter((name) => name !== self.id && !self.peers.includes(name));
      self.broadcast({ type: 'request', value }, replicas);
      self.setTimer('ask', '500ms');
    },
  },
});

/** Nobody chose who lies, nor how: one replica at most, in any of the ways that a nemesis knows, in a network that is bad. */
export function weather<const Name extends string>(replicas: readonly Name[]) {
  return {
    network: { latency: { min: '1ms', max: '20ms' }, reorder: 0 },
    nemesis: {
      byzantine: { every: '1s', for: ['500ms', '3s'], most: 1, nodes: replicas },
      loss: { every: '4s', for: ['100ms', '500ms'], probability: 0.3 },
      delay: { every: '3s', for: ['200ms', '1s'], by: ['10ms', '300ms'] },
      partition: { every: '4s', for: ['200ms', '1s'], nodes: replicas },
      pause: { every: '3s', for: ['50ms', '800ms'], nodes: replicas },
    } satisfies Nemesis<Name>,
    tolerates: { byzantine: 1, nodes: replicas },
    duration: '5s',
    stabilisesAt: '4s',
  } satisfies Partial<Scenario>;
}

interface Cluster {
  readonly [name: string]: Replica;
}

export class PbftProperties {
  /** Place by place, all replicas that never lied have executed the same. */
  @safety
  static honestReplicasExecuteTheSame({ nodes, isHonest }: World<Cluster>) {
    const honest = replicasAmong(nodes).filter(([name]) => isHonest(name));
    for (const [name, { log }] of honest) {
      for (const [other, { log: others }] of honest) {
        const place = log.findIndex((value, index) => index < others.length && others[index] !== value);
        if (place >= 0) {
          return violation(`At place ${place + 1} ${name} executed ${log[place]}, and ${other} executed ${others[place]}.`, {
            nodes: [name, other],
          });
        }
      }
    }
    return true;
  }

  @sometimes
  static aNewViewExecutesRequests({ nodes }: World<Cluster>) {
    return replicasAmong(nodes).some(([, { view, isActive, committed, proposals, log }]) => {
      const places = Object.keys(committed).map(Number);
      return view > 0 && isActive && places.some((place) => place === log.length && proposals[`${view}/${place}`] !== undefined);
    });
  }

  @sometimes
  static aReplicaLies({ nodes, isHonest }: World<Cluster>) {
    return replicasAmong(nodes).some(([name]) => !isHonest(name));
  }
}

function replicasAmong(nodes: Readonly<Record<string, ReplicaState>>): [string, ReplicaState][] {
  return Object.entries(nodes).filter(([, state]) => 'log' in state);
}
