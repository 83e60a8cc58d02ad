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

const cluster = { counter, client };

class CounterProperties {
  @safety static nothingIsCountedTwice({ nodes, history }: World<typeof cluster>) {
    const { total } = nodes.counter;
    return total <= history.length || violation(`The total is ${total}, though only ${history.length} were wanted.`, { nodes: ['counter'] });
  }

  @sometimes static somethingIsAnswered({ history }: World<typeof cluster>) {
    return history.some(({ status }) => status === 'ok');
  }
}

export default scenario({ name: 'counter', nodes: cluster, network: { latency: '20ms', loss: 0.01 }, duration: '10s', properties: [CounterProperties] });
