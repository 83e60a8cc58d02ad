import { everything, liveness, node, nodesOf, safety, sometimes, violation, type NodeDefinition, type World } from 'backstep';

/**
 * What the two examples of a perfect failure detector share: the detector, what happens to it, and the properties. They
 * differ in nothing but the system that it runs in.
 */

/** The bounds of a synchronous system, in milliseconds and in parts per million. */
const DELAY = 100;
const PAUSE = 150;
const DRIFT = 200;
export const bounds = { delay: `${DELAY}ms`, pause: `${PAUSE}ms`, drift: DRIFT } as const;

/** How often each process tells that it lives, in milliseconds. */
const BEAT = 500;

/**
 * The longest silence of a process that lives, in milliseconds: its next heartbeat is due a beat later, it may be paused by then, the
 * message may take the longest time where the last one took none, and whoever hears it may be paused in turn. Both clocks may drift.
 */
const LONGEST_SILENCE = Math.ceil((BEAT + PAUSE + DELAY + PAUSE) * (1 + 3e-6 * DRIFT)) + 1;

interface DetectorState {
  /** When each other process was last heard, by the own monotonic clock. */
  heard: Record<string, number>;
  suspected: Set<string>;
}

type Heartbeat = { type: 'heartbeat' };

const detector = node<Heartbeat>()({
  init(self): DetectorState {
    self.setTimer('beat', 0);
    self.setTimer('watch', BEAT);
    return { heard: Object.fromEntries(self.peers.map((peer) => [peer, self.monotonic()])), suspected: new Set() };
  },
  on: {
    heartbeat(state, _message, self, from) {
      state.heard[from] = self.monotonic();
    },
  },
  timers: {
    beat(_state, self) {
      self.broadcast({ type: 'heartbeat' });
      self.setTimer('beat', BEAT);
    },
    watch(state, self) {
      for (const [peer, at] of Object.entries(state.heard)) if (self.monotonic() - at > LONGEST_SILENCE) state.suspected.add(peer);
      self.setTimer('watch', 100);
    },
  },
});

export const cluster = nodesOf(4, 'process', detector);
const names = Object.keys(cluster) as (keyof typeof cluster)[];

/** All that the system allows: whatever its model excludes is left out. */
export const weather = {
  nemesis: everything({ intensity: 1 }),
  clocks: { drift: DRIFT },
  duration: '60s',
  stabilisesAt: '40s',
} as const;

interface DetectorCluster {
  readonly [name: string]: NodeDefinition;
  readonly process1: NodeDefinition<DetectorState>;
  readonly process2: NodeDefinition<DetectorState>;
  readonly process3: NodeDefinition<DetectorState>;
  readonly process4: NodeDefinition<DetectorState>;
}

export class PerfectDetector {
  /** Strong accuracy. Nobody comes back, so that who was once suspected rightly is so for ever. */
  @safety
  static nobodyIsSuspectedBeforeItCrashes({ nodes, status }: World<DetectorCluster>) {
    for (const name of names)
      for (const other of nodes[name].suspected)
        if (status(other) !== 'down') return violation(`${name} suspects ${other}, which is ${status(other)}.`, { nodes: [name, other] });
    return true;
  }

  /** Strong completeness. */
  @liveness({ within: '2s' })
  static whoHasCrashedIsSuspectedByAll({ nodes, status }: World<DetectorCluster>) {
    const [up, down] = [true, false].map((isUp) => names.filter((name) => (status(name) !== 'down') === isUp));
    return up!.every((name) => down!.every((other) => nodes[name].suspected.has(other)));
  }

  @sometimes
  static somebodyIsSuspected({ nodes, status }: World<DetectorCluster>) {
    return names.some((name) => status(name) === 'up' && nodes[name].suspected.size > 0);
  }
}
