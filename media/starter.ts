import { node, safety, scenario, sometimes, violation, type World } from 'backstep';

/** Counts each `add` and answers it. A client that hears nothing asks again: is that right? */
const counter = node<{ type: 'add' }, { type: 'added' }>()({
  init: () => ({ total: 0 }),
  on: {
    add(state, _message, self, from) {
      state.total += 1;
      self.send(from, { type: 'added' });
    },
  },
});

const client = node<{ type: 'added' }, { type: 'add' }>()({
  init(self) {
    self.setTimer('ask', '1s');
    return { wanted: 0, answered: 0 };
  },
  on: {
    added(state) {
      state.answered += 1;
    },
  },
  timers: {
    ask(state, self) {
      if (state.answered === state.wanted) state.wanted += 1;
      self.send('counter', { type: 'add' });
      self.setTimer('ask', '1s');
    },
  },
});

const cluster = { counter, client };

class CounterProperties {
  @safety static nothingIsCountedTwice({ nodes }: World<typeof cluster>) {
    const { total } = nodes.counter;
    const { wanted } = nodes.client;
    return total <= wanted || violation(`The total is ${total}, though only ${wanted} were wanted.`, { nodes: ['counter'] });
  }

  @sometimes static somethingIsAnswered({ nodes }: World<typeof cluster>) {
    return nodes.client.answered > 0;
  }
}

export default scenario({ name: 'counter', nodes: cluster, network: { latency: '20ms', loss: 0.01 }, duration: '10s', properties: [CounterProperties] });
