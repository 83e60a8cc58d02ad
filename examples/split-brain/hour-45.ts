import { node, scenario, sometimes, type NoMessage, type Request, type RequestId, type World } from 'backstep';
import {
  ALONE,
  BEAT,
  client,
  hears,
  hearsNobody,
  nemesis,
  network,
  numberAfter,
  SILENT,
  startsToHear,
  WriteProperties,
  type Hearing,
  type Write,
  type WriteReply,
} from './heads.ts';

/**
 * A split brain after 45 hours in which nothing went wrong.
 *
 * Two heads write to one disk, one of them at a time. A standby takes over when neither it nor a witness has heard the
 * primary for a while, and a primary that gets no answer from either has stepped down by then. This stands up to
 * partitions, pauses and losses. But a heartbeat's number is a byte, and after 256 of them, one every ten and a half
 * minutes, they begin anew. Standby and witness take what comes then for heartbeats that were overtaken, and ignore them. The
 * primary lives and is answered, everybody agrees that it is dead, and two heads write to one disk.
 *
 * `noNumberIsAcknowledgedTwice` catches it. Step back to where the standby becomes `primary`, and look at the
 * `number` of the `alive` that it has just been sent. No test that lasts a day finds it; 45 simulated hours are
 * a fraction of a second. `quorum.ts` is the cure.
 *
 * Numbers that begin anew: Elz and Bush, "Serial number arithmetic" (RFC 1982, 1996). Two heads and one disk:
 * Imbriaco, "Downtime last Saturday" (GitHub, 2012); Kleppmann, Designing Data-Intensive Applications (2017), chapter 5.
 */

type Alive = { type: 'alive'; number: number };
type Answer = { type: 'alsoAlive' };
type MayI = Request<{ type: 'mayITakeOver' }, { type: 'consent'; given: boolean }>;
type Store = Request<{ type: 'store'; number: number; text: string; write: RequestId<WriteReply> }, { type: 'stored' }>;
type Count = Request<{ type: 'count' }, { type: 'counted'; numbers: number }>;

interface HeadState {
  role: 'primary' | 'standby';
  /** The number of its last heartbeat. */
  beat: number;
  /** When somebody answered one, by its monotonic clock. */
  answeredAt: number;
  hearing: Hearing;
  /** The number of the next write. */
  next: number;
}

const head = node<Alive | Answer | Write, Alive | Answer | MayI | Store | Count, { readonly startsAs: HeadState['role'] }>()({
  init(self): HeadState {
    self.setTimer('beat', BEAT);
    const now = self.monotonic();
    return { role: self.settings.startsAs, beat: -1, answeredAt: now, hearing: startsToHear(now), next: 0 };
  },
  on: {
    alive(state, { number }, self, from) {
      self.send(from, { type: 'alsoAlive' });
      hears(state.hearing, from, number, self.monotonic());
    },
    alsoAlive(state, _message, self) {
      state.answeredAt = self.monotonic();
    },
    write(state, { text, request }, self) {
      if (state.role === 'standby') return self.reply(request, { type: 'notPrimary', ask: state.hearing.from });
      self.request('disk', { type: 'store', number: state.next, text, write: request });
      state.next += 1;
    },
  },
  timers: {
    beat(state, self) {
      self.setTimer('beat', BEAT);
      const now = self.monotonic();
      if (state.role === 'standby') {
        if (now - state.hearing.at > SILENT) self.request('witness', { type: 'mayITakeOver' });
      } else if (now - state.answeredAt > ALONE) {
        state.role = 'standby';
        hearsNobody(state.hearing, now);
      } else {
        state.beat = numberAfter(state.beat);
        self.broadcast({ type: 'alive', number: state.beat }, [...self.peers, 'witness']);
      }
    },
  },
  requests: {
    mayITakeOver: {
      timeout: '1m',
      attempts: 1,
      answered(state, { given }, self) {
        if (given && state.role === 'standby') self.request('disk', { type: 'count' });
      },
      gaveUp() {},
    },
    count: {
      timeout: '1m',
      attempts: 1,
      answered(state, { numbers }, self) {
        if (self.monotonic() - state.hearing.at <= SILENT) return;
        state.role = 'primary';
        state.next = numbers;
        state.answeredAt = self.monotonic();
      },
      gaveUp() {},
    },
    store: {
      timeout: '1m',
      attempts: 1,
      answered(_state, _reply, self, { message: { number, write } }) {
        self.reply(write, { type: 'written', number });
      },
      // Its client asks again, and the number is left out.
      gaveUp() {},
    },
  },
});

const witness = node<Alive | MayI, Answer>()({
  init: (self): { hearing: Hearing } => ({ hearing: startsToHear(self.monotonic()) }),
  on: {
    alive(state, { number }, self, from) {
      self.send(from, { type: 'alsoAlive' });
      hears(state.hearing, from, number, self.monotonic());
    },
    mayITakeOver(state, { request }, self) {
      const now = self.monotonic();
      const given = now - state.hearing.at > SILENT;
      // Once for each silence, since both heads may ask when both have stepped down.
      if (given) hearsNobody(state.hearing, now);
      self.reply(request, { type: 'consent', given });
    },
  },
});

/** Stores whatever it is given, wherever it is told, as disks do. */
const disk = node<Store | Count, NoMessage>()({
  init: (): { texts: Record<number, string>; numbers: number } => ({ texts: {}, numbers: 0 }),
  on: {
    store(state, { number, text, request }, self) {
      state.texts[number] = text;
      state.numbers = Math.max(state.numbers, number + 1);
      self.reply(request, { type: 'stored' });
    },
    count(state, { request }, self) {
      self.reply(request, { type: 'counted', numbers: state.numbers });
    },
  },
});

const cluster = {
  head1: head.with({ startsAs: 'primary' }),
  head2: head.with({ startsAs: 'standby' }),
  witness,
  disk,
  client1: client,
  client2: client,
};

class FailoverProperties {
  /** Without it the standby is good for nothing. */
  @sometimes
  static theStandbyTakesOverFromADeadPrimary({ nodes: { head1, head2 } }: World<typeof cluster>) {
    return head1.role === 'standby' && head2.role === 'primary';
  }
}

export default scenario({
  name: 'split brain at hour 45',
  nodes: cluster,
  network,
  nemesis,
  duration: '50h',
  stabilisesAt: '47h',
  properties: [WriteProperties, FailoverProperties],
});
