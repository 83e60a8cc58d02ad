/**
 * What the compiler must accept and refuse of requests, settings and numbered nodes. It is not run: the type
 * check of the tests fails when a line below an `@ts-expect-error` compiles.
 */
import {
  drive,
  majority,
  node,
  nodesOf,
  scenario,
  type MadeRequest,
  type NoMessage,
  type Request,
  type StateOf,
  type World,
  workload,
} from 'backstep';

type Read = Request<{ type: 'read'; key: string }, { type: 'value'; value: number } | { type: 'missing' }>;
type Write = Request<{ type: 'write'; key: string; value: number }, { type: 'written' }>;
type Gossip = { type: 'gossip'; heard: string };

// A server answers each request with what may answer it.

const server = node<Read | Write | Gossip, Gossip>()({
  init: () => ({ values: {} as Record<string, number>, later: null as Read['request'] | null }),
  on: {
    read(state, { key, request }, self) {
      state.later = request;
      self.reply(request, { type: 'value', value: state.values[key]! });
      self.reply(state.later, { type: 'missing' });
      // @ts-expect-error That answers a write.
      self.reply(request, { type: 'written' });
      // @ts-expect-error The value is a number.
      self.reply(request, { type: 'value', value: key });
    },
    write(state, { key, value, request }, self) {
      state.values[key] = value;
      self.reply(request, { type: 'written' });
      self.broadcast({ type: 'gossip', heard: key });
      self.broadcast({ type: 'gossip', heard: key }, self.nodes);
      // @ts-expect-error Other messages than these are not sent.
      self.broadcast({ type: 'written' });
      // @ts-expect-error One name is not a list of names.
      self.broadcast({ type: 'gossip', heard: key }, 'server1');
    },
    gossip(_state, { heard }, self, from) {
      // @ts-expect-error This node makes no requests.
      self.request(from, { type: 'read', key: heard });
      const boots: number = self.boots;
      // @ts-expect-error Nobody but a crash changes it.
      self.boots = boots;
    },
  },
});

// A client says for each request what is to be done about it.

const client = node<NoMessage, Read | Write | Gossip>()({
  init(self) {
    const id = self.request('server1', { type: 'read', key: 'x' });
    // @ts-expect-error The kernel names requests.
    self.request('server1', { type: 'read', key: 'x', request: id });
    // @ts-expect-error The key is missing.
    self.request('server1', { type: 'read' });
    // @ts-expect-error This asks for no answer.
    self.request('server1', { type: 'gossip', heard: 'x' });
    self.setTimer('again', '1s');
    return { sum: 0, last: id as string };
  },
  on: {},
  requests: {
    read: {
      timeout: '100ms',
      attempts: 3,
      backoff: 2,
      longest: '1s',
      answered(state, reply, self, request) {
        // @ts-expect-error It may be missing.
        state.sum += reply.value;
        if (reply.type === 'value') state.sum += reply.value;
        // @ts-expect-error Nothing else answers a read.
        if (reply.type === 'written') return;
        const { key } = request.message;
        // @ts-expect-error That is in the other request.
        void request.message.value;
        state.last = key;
        self.retry(request, 'server2');
        return request.attempts > 1;
      },
      target: (_state, self) => self.pick(['server1', 'server2']),
      gaveUp(state, self, { id }) {
        state.last = id;
        self.setTimer('again', 100);
        // @ts-expect-error There is no such timer.
        self.setTimer('once', 100);
      },
    },
    write: { timeout: '100ms', answered() {} },
  },
  timers: { again() {} },
});

export const made: MadeRequest<Write> = {
  id: 'client/0/0',
  to: 'server1',
  attempts: 1,
  timer: 'write timeout',
  message: { type: 'write', key: 'x', value: 1, request: 'client/0/0' },
};

node<NoMessage, Write>()({
  init: () => ({}),
  on: {},
  // @ts-expect-error What to do about an answer is missing.
  requests: { write: { timeout: '100ms' } },
});

// @ts-expect-error It makes requests, and says nothing about them.
node<NoMessage, Read>()({ init: () => ({}), on: {} });

node<Gossip>()({
  init: () => ({}),
  on: { gossip() {} },
  // @ts-expect-error It makes no requests.
  requests: { read: { timeout: 1, answered() {} } },
});

// Settings.

interface Zone {
  readonly zone: string;
  readonly weights: readonly number[];
}

const replica = node<Gossip, Gossip, Zone>()({
  init(self) {
    // @ts-expect-error Settings are not changed.
    self.settings.zone = 'elsewhere';
    // @ts-expect-error There is no such setting.
    void self.settings.shard;
    return { zone: self.settings.zone };
  },
  on: {
    gossip(state, _message, self) {
      state.zone = self.settings.zone;
    },
  },
});

// @ts-expect-error A setting is missing.
replica.with({ zone: 'a' });
// @ts-expect-error This definition takes no settings.
server.with({ zone: 'a' });

// Numbered nodes.

const cluster = {
  ...nodesOf(3, 'server', server),
  ...nodesOf(2, 'replica', (number) => replica.with({ zone: `zone ${number}`, weights: [] })),
  client,
};
export const state: StateOf<typeof replica> = { zone: 'a' };

export function seen({ nodes, isUp }: World<typeof cluster>): boolean {
  // @ts-expect-error There are three.
  void nodes.server4;
  // @ts-expect-error They are numbered from 1.
  isUp('server0');
  // @ts-expect-error There is no such field.
  void nodes.client.values;
  return nodes.server1.values['x'] === 1 && nodes.replica2.zone === 'a' && isUp('server3') && nodes.client.sum > 0;
}

const base = { name: 'words', duration: '1s', properties: [] } as const;
scenario({ ...base, nodes: cluster, faults: [{ at: '1s', crash: 'server3' }], network: { links: { 'client>server1': { loss: 1 } } } });
// @ts-expect-error There is no such node.
scenario({ ...base, nodes: cluster, faults: [{ at: '1s', crash: 'server4' }] });
// @ts-expect-error Its settings are missing.
scenario({ ...base, nodes: { replica } });

// How many there are may be known only when the file runs.
export const many = (count: number) => nodesOf(count, 'server', server)['server7'];
// A hundred names are still names.
export const hundredth = nodesOf(100, 'server', server).server100;

majority(['a', 'b', 'c']) + majority(5);
// @ts-expect-error It takes a list or a number.
majority('abc');

// A client from data.

const reader = workload<Read | Write>()({
  to: 'server1',
  think: { mean: '10ms' },
  timeout: '100ms',
  operations: {
    read: {
      weight: 2,
      message: (self) => ({ key: self.pick(['x', 'y']) }),
      outcome(reply) {
        // @ts-expect-error It may be missing.
        void reply.value;
        return reply.type === 'value' ? { ok: reply.value } : { ok: null };
      },
    },
    write: { message: (self, unique) => ({ key: unique, value: self.randomInteger(1, 6) }) },
  },
});
scenario({ ...base, nodes: { server1: server, reader } });
export const begun: number = ({} as StateOf<typeof reader>).begun;

// @ts-expect-error A write needs its message.
workload<Write>()({ to: 'server1', think: 1, timeout: 1, operations: { write: {} } });
// @ts-expect-error The value is a number.
workload<Write>()({ to: 'server1', think: 1, timeout: 1, operations: { write: { message: () => ({ key: 'x', value: 'y' }) } } });
// @ts-expect-error It asks for something else too.
workload<Read | Write>()({ to: 'server1', think: 1, timeout: 1, operations: { read: { message: () => ({ key: 'x' }) } } });
// @ts-expect-error A reply means one of three things.
workload<Read>()({ to: 's', think: 1, timeout: 1, operations: { read: { message: () => ({ key: 'x' }), outcome: () => 'ok' } } });
// @ts-expect-error What asks for no answer is no operation.
workload<Gossip>();

// A node that a test drives.

export function driven(): void {
  const a = drive(server, { name: 'server1', peers: ['server2'], nodes: ['client'] });
  const [sent] = a.ask('client', { type: 'read', key: 'x' });
  if (sent?.message.type === 'value') void (sent.message.value + sent.message.inReplyTo.length);
  // @ts-expect-error A server does not send this.
  if (sent?.message.type === 'read') return;
  void a.state.values['x'];
  // @ts-expect-error The key is missing.
  a.ask('client', { type: 'read' });
  // @ts-expect-error What asks for nothing is delivered.
  a.ask('client', { type: 'gossip', heard: 'x' });
  // @ts-expect-error It receives no such message.
  a.deliver('client', { type: 'written' });
  const made = drive(client).sent[0]!.message;
  if (made.type === 'write') drive(client).answer(made.request, { type: 'written' });
  // @ts-expect-error That answers a write.
  if (made.type === 'read') drive(client).answer(made.request, { type: 'written' });
  // @ts-expect-error Its settings are missing.
  drive(replica);
  void drive(replica.with({ zone: 'a', weights: [] })).state.zone;
}
