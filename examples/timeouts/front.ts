import { liveness, node, violation, type Nemesis, type NodeDefinition, type Self, type World } from 'backstep';

/**
 * What the three examples of timeouts share: a front end that asks one of two servers and watches both, what happens to
 * them, and the property. They differ in when the front end takes a server for dead.
 */

/** How often a server says that it lives, and how long it works for one request, in milliseconds. */
export const BEAT = 200;
const WORK = 100;
/** How long it reads from the storage what it needs to know, before it can do what another did until now. */
const WARM_UP = 1_000;
/** How many requests come in a second: less than a third of what one server can do. */
const RATE = 3;
/** The last heartbeats that are remembered. */
const WINDOW = 50;

/** The server that is asked from now on, whoever was asked before. */
type TakeOver = { type: 'takeOver' };
type Work = { type: 'work'; number: number; term: number };
type Alive = { type: 'alive'; boots: number };
type Done = { type: 'done'; number: number; term: number };

/** Works off requests one after the other. What waits, waits in front of its next heartbeat too. */
const server = node<TakeOver | Work, Alive | Done>()({
  init(self) {
    self.setTimer('beat', BEAT);
    return {};
  },
  on: {
    takeOver(_state, _message, self) {
      self.busy(WARM_UP);
    },
    work(_state, { number, term }, self, from) {
      self.busy(WORK);
      self.send(from, { type: 'done', number, term });
    },
  },
  timers: {
    beat(_state, self) {
      self.send('front', { type: 'alive', boots: self.boots });
      self.setTimer('beat', BEAT);
    },
  },
});

/** What the front end knows of a server. */
export interface Hearing {
  /** When it heard the last heartbeat, by its monotonic clock. */
  at: number;
  /** In which of its lives the server was. */
  boots: number;
  /** The times between the last heartbeats, in milliseconds. */
  intervals: number[];
}

interface FrontState {
  hearings: Record<string, Hearing>;
  /** The server that it asks. */
  asked: string;
  /** How many requests have come, which are their numbers. */
  requests: number;
  /** Those that are not answered. */
  open: Set<number>;
  /** Counts who was asked: what was taken for dead has no say any more, since another may have done it otherwise by now. */
  term: number;
}

type FrontSelf = Self<TakeOver | Work, 'arrives' | 'watch'>;

/** Asks one server, and when it takes that for dead the other one, again for all that is not answered. */
export function frontThat(suspects: (hearing: Hearing, silence: number) => boolean) {
  return node<Alive | Done, TakeOver | Work>()({
    init(self): FrontState {
      self.setTimer('arrives', 0);
      self.setTimer('watch', BEAT);
      // As Akka does it, the first interval is a guess, so that who is never heard is missed as well.
      const hearing = (): Hearing => ({ at: self.monotonic(), boots: 0, intervals: [0.75 * BEAT, 1.25 * BEAT] });
      return { hearings: { server1: hearing(), server2: hearing() }, asked: 'server1', requests: 0, open: new Set(), term: 0 };
    },
    on: {
      alive(state, { boots }, self, from) {
        const hearing = state.hearings[from]!;
        const now = self.monotonic();
        if (boots === hearing.boots) hearing.intervals = [...hearing.intervals, now - hearing.at].slice(-WINDOW);
        // It has forgotten in its crash what it was asked.
        else if (from === state.asked) askAgain(state, self);
        hearing.at = now;
        hearing.boots = boots;
      },
      done(state, { number, term }) {
        if (term === state.term) state.open.delete(number);
      },
    },
    timers: {
      arrives(state, self) {
        state.requests += 1;
        state.open.add(state.requests);
        self.send(state.asked, { type: 'work', number: state.requests, term: state.term });
        self.setTimer('arrives', self.randomInteger(0, Math.floor(2_000 / RATE)));
      },
      watch(state, self) {
        self.setTimer('watch', BEAT / 2);
        const now = self.monotonic();
        const asked = state.hearings[state.asked]!;
        if (!suspects(asked, now - asked.at)) return;
        // Where both are suspected, who was heard last is the best there is.
        const other = Object.keys(state.hearings).find((name) => state.hearings[name]!.at > asked.at);
        if (other === undefined) return;
        state.asked = other;
        askAgain(state, self);
      },
    },
  });
}

function askAgain(state: FrontState, self: FrontSelf): void {
  state.term += 1;
  self.send(state.asked, { type: 'takeOver' });
  for (const number of state.open) self.send(state.asked, { type: 'work', number, term: state.term });
}

export function clusterOf<Front extends ReturnType<typeof frontThat>>(front: Front) {
  return { front, server1: server, server2: server };
}

/** In order and without loss, as TCP delivers. */
export const network = { latency: { min: '1ms', max: '10ms' }, reorder: 0 } as const;

/** One of the servers may be lost for good. */
export const nemesis = {
  crash: { every: '2m', for: 'ever', nodes: ['server1'] },
  pause: { every: '20s', for: ['100ms', '5s'] },
  clog: { every: '20s', for: ['100ms', '5s'] },
  delay: { every: '20s', for: ['1s', '10s'], by: ['10ms', '1s'] },
} as const satisfies Nemesis<'server1'>;

export interface FrontCluster {
  readonly [node: string]: NodeDefinition;
  readonly front: NodeDefinition<FrontState>;
}

export class FrontProperties {
  /** There is always a server that could do three times the work. */
  @liveness({ within: '20s' })
  static theBacklogIsWorkedOff({ nodes }: World<FrontCluster>) {
    const { open, term } = nodes.front;
    return (
      open.size < 5 * RATE || violation(`${open.size} requests wait, and a server was taken for dead ${term} times.`, { nodes: ['front'] })
    );
  }
}
