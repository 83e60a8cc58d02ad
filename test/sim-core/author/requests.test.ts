import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type MadeRequest, type NodeDefinition, type NoMessage, type Request, type Self } from 'backstep';
import { modelOf } from '../../../sim-core/engine.ts';
import { tell, type Story } from '../story.ts';

type Add = Request<{ type: 'add'; n: number[] }, { type: 'added'; total: number } | { type: 'redirect'; to: string | null }>;
type Rules = Partial<{ timeout: number; attempts: number; backoff: number; longest: number }>;

interface Heard {
  heard: unknown[];
}

/** Adds once for each name of a request, and answers each time. */
const server = node<Add, NoMessage>()({
  init: () => ({ total: 0, seen: [] as string[] }),
  on: {
    add(state, { n, request }, self) {
      if (!state.seen.includes(request)) state.total += n[0]!;
      state.seen.push(request);
      self.reply(request, { type: 'added', total: state.total });
    },
  },
});

const silent = node<Add, NoMessage>()({ init: () => ({}), on: { add() {} } });

type Hooks = {
  answered?: (state: Heard, reply: { type: string }, self: Self<Add>, request: MadeRequest<Add>) => void | boolean;
  target?: (state: Heard, self: Self<Add>, request: MadeRequest<Add>) => string;
};

/** Asks once at its start, and keeps what it hears. */
function client(rules: Rules = {}, { answered, target }: Hooks = {}) {
  return node<NoMessage, Add>()({
    init(self): Heard {
      self.request('server', { type: 'add', n: [1] });
      return { heard: [] };
    },
    on: {},
    requests: {
      add: {
        timeout: 100,
        ...rules,
        answered(state, reply, self, request) {
          if (answered) return answered(state, reply, self, request);
          state.heard.push(reply.type === 'added' ? reply.total : reply.type);
        },
        ...(target ? { target } : {}),
        gaveUp(state, _self, { id, attempts }) {
          state.heard.push(`gave up ${id} after ${attempts}`);
        },
      },
    },
  });
}

const heard = ({ state }: Story): unknown[] => state<Heard>('client').heard;
const open = ({ state }: Story): number => state<{ requests: { open: unknown[] } }>('client').requests.open.length;
const lossy = (path: string): object => ({ latency: '10ms', links: { [path]: { loss: 1 } } });

describe('a request', () => {
  it('is answered by the node that was asked, and then is over', () => {
    const story = tell({ server, client: client() });
    assert.deepEqual(story.of('send', 'deliver'), [
      '0ms client send server add n: [1], request: "client/0/0"',
      '10ms server deliver client add n: [1], request: "client/0/0"',
      '10ms server send client added total: 1, inReplyTo: "client/0/0"',
      '20ms client deliver server added total: 1, inReplyTo: "client/0/0"',
    ]);
    assert.deepEqual(story.of('timer'), [], 'its wait is over too');
    assert.equal(open(story), 0);
  });

  it('that is not answered is made again under the same name, until the attempts are used up', () => {
    const story = tell({ server: silent, client: client({ attempts: 3 }) });
    assert.deepEqual(
      story.of('send'),
      [0, 100, 200].map((time) => `${time}ms client send server add n: [1], request: "client/0/0"`),
    );
    assert.deepEqual(heard(story), ['gave up client/0/0 after 3']);
    assert.deepEqual(story.of('timer').at(-1), '300ms client timer add timeout');
    assert.equal(open(story), 0);
  });

  it('waits longer each time as `backoff` says, and no longer than `longest`', () => {
    const times = (rules: Rules): string[] =>
      tell({ server: silent, client: client(rules) }, { duration: '1.2s' })
        .of('send')
        .map((line) => line.split(' ')[0]!);
    assert.deepEqual(times({ backoff: 2 }), ['0ms', '100ms', '300ms', '700ms']);
    assert.deepEqual(times({ backoff: 2, longest: 250 }), ['0ms', '100ms', '300ms', '550ms', '800ms', '1050ms']);
    assert.deepEqual(times({ longest: 1 }).slice(0, 3), ['0ms', '100ms', '200ms'], 'no wait is shorter than the first');
  });

  it('has an effect once on a server that knows its name', () => {
    const story = tell({ server, client: client({ attempts: 3 }) }, { network: lossy('server>client') as never });
    assert.equal(story.state<{ total: number }>('server').total, 1);
    assert.deepEqual(story.state<{ seen: string[] }>('server').seen, ['client/0/0', 'client/0/0', 'client/0/0']);
  });

  it('says at each attempt what it said at the first, whatever became of what was put in', () => {
    const changing = node<NoMessage, Add>()({
      init(self) {
        const n = [1];
        self.request('server', { type: 'add', n });
        n.push(2);
        return { n };
      },
      on: {},
      requests: { add: { timeout: 100, attempts: 2, answered() {}, gaveUp() {} } },
    });
    assert.deepEqual(
      tell({ server: silent, client: changing })
        .of('send')
        .map((line) => line.split(' ').slice(4).join(' ')),
      Array.from({ length: 2 }, () => 'add n: [1], request: "client/0/0"'),
    );
  });

  it('asks whom `target` names when it is made again', () => {
    const story = tell({ server: silent, other: server, client: client({}, { target: () => 'other' }) });
    assert.deepEqual(heard(story), [1]);
    assert.deepEqual(
      story.of('send').map((line) => line.split(' ')[3]),
      ['server', 'other', 'client'],
    );
  });

  it('is answered once: what comes twice or late is lost', () => {
    const twice = node<Add, NoMessage>()({
      init: () => ({}),
      on: {
        add(_state, { request }, self) {
          self.reply(request, { type: 'added', total: 1 });
          self.reply(request, { type: 'added', total: 2 });
        },
      },
    });
    const story = tell({ server: twice, client: client() });
    assert.deepEqual(heard(story), [1]);
    assert.deepEqual(story.of('drop'), ['20ms client drop server added no longer awaited']);
    const late = tell({ server, client: client({ timeout: 5, attempts: 2 }) });
    assert.deepEqual(heard(late), ['gave up client/0/0 after 2']);
    assert.equal(late.of('drop').length, 2);
  });

  it('of an earlier life is forgotten, and its answer lost', () => {
    const story = tell({ server, client: client() }, { faults: [{ at: 15, crash: 'client', for: 1 }] as never });
    assert.deepEqual(heard(story), [2]);
    assert.deepEqual(story.of('drop'), ['20ms client drop server added no longer awaited']);
    assert.ok(story.of('send').includes('16ms client send server add n: [1], request: "client/1/0"'));
  });

  it('stays open, and its wait goes on, when a reply settles nothing', () => {
    const story = tell({ server, client: client({}, { answered: (state) => (state.heard.push('no'), state.heard.length > 1) }) });
    assert.deepEqual(heard(story), ['no', 'no']);
    assert.deepEqual(story.of('timer'), ['100ms client timer add timeout']);
    assert.equal(open(story), 0);
  });

  it('goes elsewhere at once when its answer says so, under the same name', () => {
    const points = node<Add, NoMessage>()({
      init: () => ({}),
      on: {
        add(_state, { request }, self) {
          self.reply(request, { type: 'redirect', to: 'other' });
        },
      },
    });
    const story = tell({
      server: points,
      other: server,
      client: client(
        {},
        {
          answered(state, reply, self, request) {
            state.heard.push(reply.type, request.attempts);
            if (reply.type === 'redirect') self.retry(request, 'other');
          },
        },
      ),
    });
    assert.deepEqual(heard(story), ['redirect', 1, 'added', 2]);
    assert.deepEqual(story.state<{ seen: string[] }>('other').seen, ['client/0/0']);
    assert.deepEqual(story.of('timer'), []);
  });

  it('can be answered later, by another node and for others, from what a node has kept', () => {
    const forwarding = node<Add, Add>()({
      init: () => ({}),
      on: {
        add(_state, message, self) {
          self.send('other', message);
        },
      },
      requests: { add: { timeout: 1, answered() {} } },
    });
    const keeping = node<Add, NoMessage>()({
      init: () => ({ kept: [] as Add['request'][] }),
      on: {
        add(state, { request }, self) {
          state.kept.push(request);
          self.setTimer('later', 20);
        },
      },
      timers: {
        later({ kept }, self) {
          self.reply(kept[0]!, { type: 'added', total: 7 });
        },
      },
    });
    assert.deepEqual(heard(tell({ server: forwarding, other: keeping, client: client() })), [7]);
  });

  it('can be one of several, each with its own wait', () => {
    const many = node<NoMessage, Add>()({
      init(self) {
        for (const to of ['server', 'other', 'server']) self.request(to, { type: 'add', n: [1] });
        return { heard: [] as string[] };
      },
      on: {},
      requests: {
        add: {
          timeout: 50,
          attempts: 2,
          answered: ({ heard }, _reply, _self, { id }) => void heard.push(id),
          gaveUp: ({ heard }, _self, { id, timer }) => void heard.push(`${id} ${timer}`),
        },
      },
    });
    const story = tell({ server, other: silent, client: many });
    assert.deepEqual(heard(story), ['client/0/0', 'client/0/2', 'client/0/1 add timeout 2']);
  });

  it('waits on the clock of its node, and while that is busy or stands still', () => {
    const slow = client({ attempts: 2 }, { answered: (state, _reply, self) => (self.busy(300), void state.heard.push('done')) });
    const story = tell({ server, client: slow }, { faults: [{ at: 100, pause: 'client', for: 50 }] as never });
    assert.deepEqual(heard(story), ['done']);
    assert.deepEqual(story.of('timer'), []);
  });

  it('is not answered by a liar who answers another', () => {
    const story = tell(
      { server, client: client({ attempts: 2 }) },
      { byzantine: { server: { behaviour: 'forge', fields: { inReplyTo: 'client/0/9' } } } as never },
    );
    assert.deepEqual(heard(story), ['gave up client/0/0 after 2']);
  });

  it('with a name that names nobody is answered to nobody', () => {
    const story = tell(
      { server, client: client() },
      { byzantine: { client: { behaviour: 'forge', fields: { request: 'nobody/0/0' } } } as never },
    );
    assert.ok(story.of('note').includes("10ms server note no reply to 'nobody/0/0', which names no request"));
  });
});

describe('a mistake in a request is told:', () => {
  const check = (requests: object): unknown =>
    modelOf({
      kind: 'backstep.scenario',
      scenario: { name: 's', nodes: { a: node()({ init: () => ({}), on: {}, requests } as never) }, duration: 1, properties: [] },
    });
  const answered = (): void => undefined;
  const cases: [string, object, RegExp][] = [
    ['a section that is none', { add: 1 }, /requests\.add of 'a' is no object/],
    ['no handler of the answer', { add: { timeout: 1 } }, /`answered` of requests\.add of 'a' is not a function/],
    ['no timeout', { add: { answered } }, /`timeout` of requests\.add of 'a' is missing/],
    ['a timeout of nothing', { add: { timeout: 0, answered } }, /is zero/],
    ['a misspelt key', { add: { timeout: 1, answered, attempt: 3 } }, /has `attempt`, which it does not know/],
    ['half an attempt', { add: { timeout: 1, answered, attempts: 1.5, gaveUp: answered } }, /`attempts` of requests\.add of 'a' is 1\.5/],
    ['nobody to give up', { add: { timeout: 1, answered, attempts: 2 } }, /has `attempts`, and no `gaveUp`/],
    ['a backoff that shortens', { add: { timeout: 1, answered, backoff: 0.5 } }, /`backoff` of requests\.add of 'a' is 0\.5/],
    ['a target that is a name', { add: { timeout: 1, answered, target: 'b' } }, /`target` of requests\.add of 'a' is not a function/],
  ];
  for (const [what, section, message] of cases) it(what, () => assert.throws(() => check(section), message));

  /** A node that makes requests and does something wrong in its `init`. */
  const wrong = (init: (self: Self<Add>) => object): NodeDefinition =>
    node<NoMessage, Add>()({ init: init as never, on: {}, requests: { add: { timeout: 1, answered() {} } } }) as never;
  const told: [string, NodeDefinition, RegExp][] = [
    ['a type that is none', wrong((self) => (self.request('server', { type: 'ad' } as never), {})), /'client' has no request 'ad'/],
    ['a retry of nothing', wrong((self) => (self.retry(undefined as never), {})), /'client' asks again without a request/],
    ['a reply to no request', wrong((self) => (self.reply(undefined as never, { type: 'added' } as never), {})), /replies to undefined/],
    ['a state that is a Map', wrong(() => new Map()), /is no object that can take its requests/],
    ['a state that is frozen', wrong(() => Object.freeze({})), /is no object that can take its requests/],
    ['a state with a field of the name', wrong(() => ({ requests: [] })), /has a field `requests`/],
    [
      'a definition without requests',
      node()({ init: (self) => ((self as unknown as Self<Add>).request('server', { type: 'add', n: [] }), {}), on: {} }),
      /'client' makes a request, and its definition has no `requests`/,
    ],
  ];
  for (const [what, definition, message] of told)
    it(what, () => assert.throws(() => tell({ server: server as never, client: definition }), message));
});
