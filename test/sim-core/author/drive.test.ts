import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drive, node, workload, type NoMessage, type Request } from 'backstep';
import { ScenarioError } from '../../../sim-core/engine.ts';
import { client } from '../../../examples/leases/lease.ts';

type Put = Request<{ type: 'put'; n: number }, { type: 'done'; sum: number }>;
type Gossip = { type: 'gossip'; sum: number };

const server = node<Put | Gossip, Gossip>()({
  init(self) {
    self.setTimer('gossip', '1s');
    return { sum: self.disk.read<number>('sum') ?? 0, lives: self.boots };
  },
  on: {
    put(state, { n, request }, self) {
      if (n < 0) throw new RangeError(`${n} is negative`);
      state.sum += n;
      self.disk.write('sum', state.sum);
      if (n > 10) self.disk.sync();
      self.log(`it is ${state.sum}`);
      self.reply(request, { type: 'done', sum: state.sum });
    },
    gossip(state, { sum }, self) {
      state.sum = Math.max(state.sum, sum);
      self.setTimer('soon', '100ms');
    },
  },
  timers: {
    gossip({ sum }, self) {
      self.broadcast({ type: 'gossip', sum });
      self.setTimer('gossip', '1s');
    },
    soon({ sum }, self) {
      self.send('other', { type: 'gossip', sum });
    },
  },
});

const driven = (): ReturnType<typeof drive<{ sum: number; lives: number }, Put | Gossip, Gossip>> =>
  drive(server, { name: 'a', peers: ['b', 'c'], nodes: ['other'] });

/** What is said of a mistake, with its cure. */
function complaint(mistake: () => unknown): string {
  try {
    mistake();
  } catch (error) {
    assert.ok(error instanceof ScenarioError, String(error));
    return `${error.message} ${error.cure}`;
  }
  return assert.fail('no mistake was found');
}

describe('a driven node', () => {
  it('is started, and shows its state and its timers', () => {
    const a = driven();
    assert.deepEqual(a.state, { sum: 0, lives: 0 });
    assert.deepEqual(a.timers, { gossip: 1_000 });
    assert.deepEqual([a.time, a.sent, a.log, a.operations], [0, [], [], []]);
  });

  it('handles what is delivered, and says what it sent', () => {
    const a = driven();
    assert.deepEqual(a.ask('other', { type: 'put', n: 3 }), [{ to: 'other', message: { type: 'done', sum: 3, inReplyTo: 'other/0/0' } }]);
    assert.deepEqual(a.deliver('b', { type: 'put', n: 4, request: 'other/1/7' }), [
      { to: 'other', message: { type: 'done', sum: 7, inReplyTo: 'other/1/7' } },
    ]);
    assert.deepEqual(a.deliver('b', { type: 'gossip', sum: 2 }), []);
    assert.equal(a.state.sum, 7);
    assert.equal(a.sent.length, 2);
    assert.deepEqual(a.log, ['it is 3', 'it is 7']);
  });

  it('gives copies: whoever changes them changes nothing', () => {
    const a = driven();
    (a.state as { sum: number }).sum = 9;
    const message = { type: 'gossip' as const, sum: 1 };
    a.deliver('b', message);
    message.sum = 5;
    assert.equal(a.state.sum, 1);
  });

  it('fires a timer when it is due, and before it what is due before', () => {
    const a = driven();
    a.deliver('b', { type: 'gossip', sum: 2 });
    assert.deepEqual(a.timers, { gossip: 1_000, soon: 100 });
    assert.deepEqual(
      a.fire('gossip').map(({ to }) => to),
      ['other', 'b', 'c'],
    );
    assert.equal(a.time, 1_000);
    assert.deepEqual(a.timers, { gossip: 1_000 });
  });

  it('lets time pass', () => {
    const a = driven();
    assert.deepEqual(a.advance('999ms'), []);
    assert.equal(a.advance(1).length, 2);
    assert.equal(a.advance('3s').length, 6);
    assert.equal(a.time, 4_000);
  });

  it('loses in a crash what was not synced, and is started again with the rest', () => {
    const a = driven();
    a.ask('other', { type: 'put', n: 11 });
    assert.deepEqual(a.disk, { synced: { sum: 11 }, unsynced: [] });
    a.crash();
    assert.equal(a.state, undefined);
    a.restart();
    assert.deepEqual(a.state, { sum: 11, lives: 1 });
    assert.deepEqual(a.timers, { gossip: 1_000 });
  });

  it('is waited for where a handler takes time', () => {
    const a = drive(server, { name: 'a', nodes: ['other'], disk: { syncLatency: '20ms' } });
    assert.equal(a.ask('other', { type: 'put', n: 11 }).length, 1);
    assert.equal(a.time, 20);
    assert.equal(a.state.sum, 11);
  });

  it('makes requests, which a test answers or lets time out', () => {
    const asking = node<NoMessage, Put>()({
      init(self) {
        self.request('server', { type: 'put', n: 1 });
        return { sums: [] as number[], gaveUp: 0 };
      },
      on: {},
      requests: {
        put: {
          timeout: '1s',
          attempts: 2,
          answered: ({ sums }, { sum }) => void sums.push(sum),
          gaveUp: (state) => void (state.gaveUp += 1),
        },
      },
    });
    const a = drive(asking, { nodes: ['server'] });
    const { request } = a.sent[0]!.message;
    assert.deepEqual(a.fire('put timeout'), [{ to: 'server', message: { type: 'put', n: 1, request } }]);
    a.answer(request, { type: 'done', sum: 5 });
    a.answer(request, { type: 'done', sum: 6 });
    assert.deepEqual(a.state.sums, [5], 'the second is dropped');
    const b = drive(asking, { nodes: ['server'] });
    b.advance('10s');
    assert.equal(b.state.gaveUp, 1);
    assert.match(
      complaint(() => b.answer('node/0/9', { type: 'done' } as never)),
      /'node' has made no request 'node\/0\/9'/,
    );
  });

  it('shows the operations that it invoked', () => {
    const reader = workload<Put>()({ to: 'server', think: 10, timeout: 100, operations: { put: { message: () => ({ n: 1 }) } } });
    const a = drive(reader, { nodes: ['server'] });
    const [sent] = a.advance(10);
    a.advance(7);
    a.answer(sent!.message.request, { type: 'done', sum: 1 });
    assert.deepEqual(a.operations, [
      { id: 0, client: 'node', operation: 'put', input: { n: 1 }, invokedAt: 10, status: 'ok', output: { sum: 1 }, completedAt: 17 },
    ]);
  });

  it('draws the same from the same seed', () => {
    const first = (seed: number): number => drive(client, { nodes: ['lock', 'storage'], seed }).timers['acquire']!;
    assert.equal(first(1), first(1));
    assert.notEqual(first(1), first(2));
  });

  it('throws what a handler throws, and is dead then', () => {
    const a = driven();
    assert.throws(() => a.ask('other', { type: 'put', n: -1 }), /RangeError: -1 is negative/);
    assert.match(
      complaint(() => a.deliver('b', { type: 'gossip', sum: 1 })),
      /'a' is down\. Call `restart\(\)` first/,
    );
    a.restart();
    assert.equal(a.state.lives, 1);
  });

  it('is told what a run would tell of a mistake in a handler', () => {
    const wrong = node<NoMessage, Gossip>()({
      init(self) {
        self.send('b', { type: 'gossip', sum: 1 });
        return {};
      },
      on: {},
    });
    assert.match(
      complaint(() => drive(wrong, { nodes: ['bob'] })),
      /'node' sends to 'b', which does not exist\. .*bob/,
    );
    const unplain = node()({ init: () => ({ at: () => 1 }), on: {} });
    assert.match(
      complaint(() => drive(unplain)),
      /state\.at is a function/,
    );
  });

  const mistakes: [string, () => unknown, RegExp][] = [
    [
      'a message that it does not handle',
      () => driven().deliver('b', { type: 'gosip' } as never),
      /no handler for 'gosip'\. Did you mean `gossip`/,
    ],
    ['a node that does not exist', () => driven().deliver('othr', { type: 'gossip', sum: 1 }), /no node 'othr'.* Did you mean `other`/],
    [
      'a timer that is not set',
      () => driven().fire('gosip'),
      /The timer 'gosip' of 'a' is not set\. Did you mean `gossip`\? Set are gossip/,
    ],
    ['a timer of a node without any', () => drive(node()({ init: () => ({}), on: {} })).fire('x'), /None of its timers is/],
    ['a message that is not plain', () => driven().deliver('b', { type: 'gossip', sum: () => 1 } as never), /'gossip' is not plain data/],
    ['a crash of what is down', () => [driven()].map((a) => [a.crash(), a.crash()]), /is down already/],
    ['a restart of what is up', () => driven().restart(), /is up/],
    ['a misspelt option', () => drive(server, { peer: ['b'] } as never), /has `peer`.* Did you mean `peers`/],
    ['two nodes of one name', () => drive(server, { peers: ['b'], nodes: ['b'] }), /two nodes of the name 'b'/],
    ['something that is no node', () => drive({} as never), /'node' is not a node/],
    ['a time that is none', () => driven().advance('soon' as never), /How far to advance is 'soon'/],
  ];
  for (const [what, mistake, message] of mistakes) it(`refuses ${what}`, () => assert.match(complaint(mistake), message));
});
