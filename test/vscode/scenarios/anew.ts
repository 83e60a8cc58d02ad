import { node, scenario, sometimes, type World } from 'backstep';

/** Remembers where it found something last, which cannot be frozen. */
const EVEN = /[02468]$/g;

const clock = node()({
  init(self) {
    self.setTimer('tick', '1s');
    return { even: 0 };
  },
  on: {},
  timers: {
    tick(state, self) {
      if (EVEN.test(String(self.now()))) state.even += 1;
      self.setTimer('tick', '1s');
    },
  },
});

const cluster = { clock };

class Properties {
  @sometimes static anEvenTimeIsSeen({ nodes: { clock } }: World<typeof cluster>) {
    return clock.even > 0;
  }
}

export default scenario({ name: 'anew', nodes: cluster, duration: '10s', properties: [Properties] });
