import { node, scenario, sometimes, type World } from 'backstep';
import { checkTicks } from './lib/check.ts';

/** Throws in a function of another file, so that there is a way to where it throws. */
const clock = node()({
  init(self) {
    self.setTimer('tick', '1s');
    return { ticks: 0 };
  },
  on: {},
  timers: {
    tick(state, self) {
      state.ticks += 1;
      checkTicks(state.ticks);
      self.setTimer('tick', '1s');
    },
  },
});

const cluster = { clock };

class Properties {
  @sometimes static itTicks({ nodes: { clock } }: World<typeof cluster>) {
    return clock.ticks > 2;
  }
}

export default scenario({ name: 'throws', nodes: cluster, duration: '10s', properties: [Properties] });
