import { node, scenario, sometimes, type World } from 'backstep';

interface Ask {
  type: 'ask';
  operation: number;
}
interface Answer {
  type: 'answer';
  operation: number;
}

/** Answers at once; what is in its way are the links. */
const server = node<Ask, Answer>()({
  init: () => ({ asked: 0 }),
  on: {
    ask(state, { operation }, self, from) {
      state.asked += 1;
      self.send(from, { type: 'answer', operation });
    },
  },
});

/** Begins an operation while others are still under way. */
const client = node<Answer, Ask>()({
  init(self) {
    self.setTimer('ask', '10ms');
    return { begun: 0, ended: 0 };
  },
  on: {
    answer(state, { operation }, self) {
      state.ended += 1;
      self.complete(operation);
    },
  },
  timers: {
    ask(state, self) {
      state.begun += 1;
      self.send('server', { type: 'ask', operation: self.invoke('ask', { number: state.begun }) });
      if (state.begun < 6) self.setTimer('ask', '10ms');
    },
  },
});

const cluster = { server, client };

class Properties {
  @sometimes static twoOperationsAreUnderWay({ nodes: { client } }: World<typeof cluster>) {
    return client.begun - client.ended > 1;
  }
}

export default scenario({
  name: 'crowded',
  nodes: cluster,
  network: { latency: { min: '5ms', max: '60ms' }, reorder: 1 },
  faults: [
    { at: '15ms', clog: { to: ['server'] }, for: '60ms' },
    { at: '25ms', clog: { from: ['client'] }, for: '80ms' },
  ],
  duration: '1s',
  properties: [Properties],
});
