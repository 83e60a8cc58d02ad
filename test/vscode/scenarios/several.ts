import { node, safety, scenario, type World } from 'backstep';

/** Several clocks in one file: one that is sound, one that breaks, and a family in which a chance decides. */
const clockThatJumps = (chance: number) =>
  node()({
    init(self) {
      self.setTimer('tick', '1s');
      return { ticks: 0 };
    },
    on: {},
    timers: {
      tick(state, self) {
        state.ticks = self.random() < chance ? -1 : state.ticks + 1;
        self.setTimer('tick', '1s');
      },
    },
  });

class Properties {
  @safety static ticksOnlyGrow({ nodes }: World<{ clock: ReturnType<typeof clockThatJumps> }>) {
    return nodes.clock.ticks >= 0;
  }
}

const clock = (name: string, chance: number) =>
  scenario({ name, nodes: { clock: clockThatJumps(chance) }, duration: '10s', properties: [Properties] });

export const sound = clock('a sound clock', 0);
export const broken = clock('a broken clock', 1);
export const family = scenario.matrix({ chance: [0, 0.5], zone: ['utc', 'local'] }, ({ chance }) => clock('clock', chance));
