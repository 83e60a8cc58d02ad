import { node, ntpSample, ntpServer, type Nemesis, type Network, type NtpReply, type NtpRequest } from 'backstep';

/**
 * What the two NTP examples share: a time server, a client that asks it every second, and links on which the answer
 * takes longer than the question, as where one direction of a line is loaded.
 */

interface ClientState {
  /** What was last read: the node's best guess at the true time, how far that may be off, and how often it has read. */
  guess: number;
  bound: number;
  reads: number;
  /** The exchange that is under way, by the time of day and by the monotonic clock. */
  asked: number;
  askedAt: number;
}

/** Asks what time it is, and what it concludes of one exchange is the time: the middle of the two ways. */
export const client = node<NtpReply, NtpRequest>()({
  init(self): ClientState {
    self.setTimer('ask', '100ms');
    return { guess: 0, bound: Infinity, reads: 0, asked: -1, askedAt: 0 };
  },
  on: {
    ntpReply(state, { asked, received, answered }, self) {
      const arrived = self.now();
      // An exchange during which somebody set the clock says nothing: the monotonic clock, which nobody sets, tells.
      const wasSet = Math.abs(arrived - asked - (self.monotonic() - state.askedAt)) > 0.01;
      if (asked !== state.asked || wasSet) return;
      const { offset, delay } = ntpSample({ asked, received, answered, arrived });
      state.guess = arrived + offset;
      state.bound = delay / 2;
      state.reads += 1;
    },
  },
  timers: {
    ask(state, self) {
      state.asked = self.now();
      state.askedAt = self.monotonic();
      self.send('server', { type: 'ntpRequest', asked: state.asked });
      self.setTimer('ask', '1s');
    },
  },
});

export const cluster = { server: ntpServer, client };

export const network = {
  links: { 'client>server': { latency: { min: '2ms', max: '4ms' } }, 'server>client': { latency: { min: '2ms', max: '30ms' } } },
} as const satisfies Network<keyof typeof cluster>;

/** The client's clock alone is off: the server's is the truth. */
export const nemesis = {
  clock: { every: '20s', by: ['1ms', '10s'], nodes: ['client'] },
  drift: { every: '20s', for: ['1s', '10s'], ppm: 200, nodes: ['client'] },
  pause: { every: '20s', for: ['10ms', '1s'] },
  delay: { every: '20s', for: ['1s', '5s'], by: ['1ms', '100ms'] },
  loss: { every: '20s', for: ['1s', '5s'], probability: 0.3 },
} as const satisfies Nemesis<keyof typeof cluster>;
