import { everything, liveness, node, safety, sometimes, violation, type NoMessage, type World } from 'backstep';

/**
 * What the two examples of a call share: one who speaks, one who listens, the weather, and what must hold. They differ in one
 * word, the `transport`.
 */

/** 20 ms of speech. */
export type Frame = { type: 'frame'; n: number; spokenAt: number; life: number };

const FRAME = 20;
/** So long after it is spoken a frame is played: people talk over each other when it is much more. */
const PLAYED_AFTER = 150;

const speaker = node<NoMessage, Frame>()({
  init(self) {
    self.setTimer('speak', FRAME);
    return { spoken: 0 };
  },
  on: {},
  timers: {
    speak(state, self) {
      self.send('listener', { type: 'frame', n: state.spoken, spokenAt: self.now(), life: self.boots });
      state.spoken += 1;
      self.setTimer('speak', FRAME);
    },
  },
});

interface ListenerState {
  life: number;
  /** The frame after the last one that came in time. */
  next: number;
  heard: number;
  /** How many are missing before one that came in time. */
  gaps: number;
  /** The first frame that came when its time was over, and after how many milliseconds. */
  late: { n: number; after: number } | undefined;
}

const listener = node<Frame, NoMessage>()({
  init: (): ListenerState => ({ life: -1, next: 0, heard: 0, gaps: 0, late: undefined }),
  on: {
    frame(state, { n, spokenAt, life }, self) {
      const after = self.now() - spokenAt;
      if (after > PLAYED_AFTER) {
        state.late ??= { n, after };
        return;
      }
      if (life === state.life && n > state.next) state.gaps += 1;
      if (life === state.life && n < state.next) return;
      state.life = life;
      state.next = n + 1;
      state.heard += 1;
    },
  },
});

export const cluster = { speaker, listener };

export const network = { latency: { min: '20ms', max: '40ms' }, size: { frame: 200 } } as const;

/** Everything but what makes frames late by itself. */
export const weather = {
  nemesis: { ...everything({}), pause: undefined, stall: undefined, clog: undefined, swizzle: undefined, delay: undefined },
  duration: '30s',
  stabilisesAt: '20s',
} as const;

export class CallProperties {
  @safety
  static everyFrameThatArrivesIsHeard({ nodes: { listener } }: World<typeof cluster>) {
    const { late } = listener;
    return (
      late === undefined ||
      violation(`Frame ${late.n} came ${late.after.toFixed(0)} ms after it was spoken, too late to be heard.`, {
        nodes: ['speaker', 'listener'],
      })
    );
  }

  @liveness({ within: '10s' })
  static theListenerHears({ nodes: { speaker, listener } }: World<typeof cluster>) {
    return speaker.spoken - listener.next < 10;
  }

  /** The network lost some of it. */
  @sometimes
  static aFrameIsMissingAndTheNextIsHeard({ nodes: { listener } }: World<typeof cluster>) {
    return listener.gaps > 0;
  }
}
