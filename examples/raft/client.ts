import { node, type Self } from 'backstep';
import type { Reply, Request } from './server.ts';

/** The servers that a client knows of. */
export const servers = ['s1', 's2', 's3', 's4', 's5'] as const;

interface ClientState {
  /** The number of the request that is under way, or was last. */
  serial: number;
  /** Its operation in the history, while it is under way. */
  operation: number | null;
  /** Whom it takes for the leader. */
  leader: string;
}

/** Increments the replicated counter, one request after the other, each until it is answered. */
export const client = node<Reply, Request>()({
  init(self): ClientState {
    self.setTimer('next', self.randomInteger(0, 300));
    return { serial: 0, operation: null, leader: self.pick(servers) };
  },
  on: {
    response(state, { serial, count }, self) {
      if (state.operation === null || serial !== state.serial) return;
      self.complete(state.operation, count);
      state.operation = null;
      self.cancelTimer('retry');
      self.setTimer('next', self.randomInteger(50, 250));
    },
    redirect(state, { serial, leader }, self) {
      if (state.operation === null || serial !== state.serial || leader === null) return;
      state.leader = leader;
      send(state, self);
    },
  },
  timers: {
    next(state, self) {
      state.serial += 1;
      state.operation = self.invoke('increment');
      send(state, self);
    },
    /** The request, its answer or the leader may be lost: the same request goes to anybody. */
    retry(state, self) {
      state.leader = self.pick(servers);
      send(state, self);
    },
  },
});

function send(state: ClientState, self: Self<Request, 'retry'>): void {
  self.send(state.leader, { type: 'request', serial: state.serial });
  self.setTimer('retry', '400ms');
}
