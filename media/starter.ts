import { node, safety, scenario, sometimes, violation, workload, type NoMessage, type Request, type World } from 'backstep';

type Add = Request<{ type: 'add' }, { type: 'added' }>;

/** Counts each `add` and answers it. A client that hears nothing asks again, under the same name: is that right? */
const counter = node<Add, NoMessage>()({
  init: () => ({ total: 0 }),
  on: {
    add(state, { request }, self) {
      state.total += 1;
      self.reply(request, { type: 'added' });
    },
  },
});

const client = workload<Add>()({ to: 'counter', think: '1s', timeout: '1s', operations: { add: {} } });

const nodes = { counter, client };

class CounterProperties {
  @safety static nothingIsCountedTwice({ nodes: { counter }, history }: World<typeof nodes>) {
    return counter.total <= history.length || violation(`The total is ${counter.total}, though only ${history.length} were wanted.`, { nodes: ['counter'] });
  }

  @sometimes static somethingIsAnswered({ history }: World<typeof nodes>) {
    return history.some(({ status }) => status === 'ok');
  }
}

export default scenario({ name: 'counter', nodes, network: { latency: '20ms', loss: 0.01 }, duration: '10s', properties: [CounterProperties] });
