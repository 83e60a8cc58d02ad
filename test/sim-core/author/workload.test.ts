import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, workload, type NoMessage, type Operation, type Request, type Workload } from 'backstep';
import { tell, type Story } from '../story.ts';

type Read = Request<{ type: 'read' }, { type: 'value'; value: string | null }>;
type Write = Request<
  { type: 'write'; value: string },
  { type: 'written' } | { type: 'refused' } | { type: 'elsewhere'; at: string | null }
>;

const store = node<Read | Write, NoMessage>()({
  init: () => ({ value: null as string | null, writes: 0 }),
  on: {
    read({ value }, { request }, self) {
      self.reply(request, { type: 'value', value });
    },
    write(state, { value, request }, self) {
      state.writes += 1;
      if (state.writes % 4 === 0) return self.reply(request, { type: 'refused' });
      state.value = value;
      self.reply(request, { type: 'written' });
    },
  },
});
const pointing = node<Read | Write, NoMessage>()({
  init: () => ({ asked: 0 }),
  on: {
    read() {},
    write(state, { request }, self) {
      state.asked += 1;
      self.reply(request, { type: 'elsewhere', at: state.asked % 2 === 0 ? 'store' : null });
    },
  },
});

const base: Workload<Read | Write> = {
  to: 'store',
  think: '10ms',
  timeout: '100ms',
  operations: {
    read: { weight: 3, outcome: ({ value }) => ({ ok: value }) },
    write: {
      message: (_self, unique) => ({ value: unique }),
      outcome(reply) {
        if (reply.type === 'elsewhere') return { ask: reply.at };
        return reply.type === 'written' ? { ok: null } : { failed: 'refused' };
      },
    },
  },
};

type Rest = Parameters<typeof tell>[1];

/** A run of a client, and the history that it made. */
function run(
  changes: Partial<Workload<Read | Write>>,
  rest: Rest = {},
  others: object = {},
  seed = 1,
): Story & { history: readonly Operation[] } {
  const client = workload<Read | Write>()({ ...base, ...changes });
  const story = tell({ store, client, ...others }, { duration: '2s', ...rest }, seed);
  return Object.assign(story, { history: [...story.recording.seek(story.events.length - 1).stage.history.seen] });
}

const only = (type: 'read' | 'write'): Partial<Workload<Read | Write>> =>
  ({ operations: { [type]: base.operations[type] } }) as Partial<Workload<Read | Write>>;

describe('a workload', () => {
  it('draws operations by weight, one after the other, and records them as clients see them', () => {
    const { history } = run({});
    const count = (type: string): number => history.filter(({ operation }) => operation === type).length;
    assert.ok(count('read') > 1.5 * count('write') && count('write') > 5, `${count('read')} reads, ${count('write')} writes`);
    const written = history.filter(({ operation, status }) => operation === 'write' && status === 'ok');
    const inputs = history.flatMap(({ operation, input }) => (operation === 'write' ? [(input as { value: string }).value] : []));
    assert.equal(new Set(inputs).size, inputs.length, 'each writes another value');
    assert.ok(written.every(({ output }) => output === null));
    assert.ok(history.filter(({ status }) => status === 'failed').every(({ output }) => output === 'refused'));
    const reads = history.filter(({ operation, status }) => operation === 'read' && status === 'ok');
    assert.ok(reads.every(({ output, input }) => input === undefined && (output === null || inputs.includes(output as string))));
    for (const [index, { invokedAt }] of history.entries())
      if (index > 0) assert.ok((history[index - 1]!.completedAt ?? Infinity) + 10 === invokedAt, 'it rests between two');
  });

  it('draws from its own stream: another client beside it changes nothing, another seed does', () => {
    const lines = (others: object, seed = 1): string[] =>
      run({}, {}, others, seed)
        .of('invoke')
        .filter((line) => / client /.test(line));
    assert.deepEqual(lines({ other: workload<Read | Write>()(base) }), lines({}));
    assert.notDeepEqual(lines({}, 2), lines({}));
  });

  it('keeps several under way at most', () => {
    const overlapping = (outstanding: number): number => {
      const { history } = run({ outstanding });
      return Math.max(
        ...history.map(
          ({ invokedAt }) => history.filter((other) => other.invokedAt <= invokedAt && (other.completedAt ?? Infinity) > invokedAt).length,
        ),
      );
    };
    assert.deepEqual([1, 3].map(overlapping), [1, 3]);
  });

  it('begins an operation every so often, however long they take, up to what may be under way', () => {
    const { history } = run({ think: undefined, every: '15ms', outstanding: 2, total: 4 });
    assert.deepEqual(
      history.map(({ invokedAt }) => invokedAt),
      [15, 30, 45, 60],
    );
    const one = run({ think: undefined, every: '15ms', total: 3 });
    assert.deepEqual(
      one.history.map(({ invokedAt }) => invokedAt),
      [15, 45, 75],
      'while one is under way, none begins',
    );
  });

  it('ends after so many, and begins as many in its next life, with other values', () => {
    const { history } = run({ ...only('write'), total: 3 }, { faults: [{ at: '1s', crash: 'client', for: '10ms' }] as never });
    assert.deepEqual(
      history.map(({ input }) => (input as { value: string }).value),
      ['client.0.0', 'client.0.1', 'client.0.2', 'client.1.0', 'client.1.1', 'client.1.2'],
    );
    assert.equal(run({ outstanding: 3, total: 4 }).history.length, 4);
  });

  it('says of what it gave up that it may have had an effect, and goes on', () => {
    const network = { latency: '10ms', links: { 'store>client': { loss: 1 } } };
    const { history, state } = run({ attempts: 2, total: 3 }, { network: network as never });
    assert.deepEqual(
      history.map(({ status }) => status),
      ['info', 'info', 'info'],
    );
    assert.deepEqual(state<{ underWay: object }>('client').underWay, {});
  });

  it('asks where a reply says, and stays there if it is to', () => {
    const changes = { ...only('write'), to: 'pointing', total: 3, timeout: '50ms' } as const;
    const sends = ({ of }: Story): string[] =>
      of('send').flatMap((line) => (/ client send (\w+) write/.exec(line) ? [line.split(' ')[3]!] : []));
    assert.deepEqual(sends(run({ ...changes, sticky: true }, {}, { pointing })), ['pointing', 'pointing', 'store', 'store', 'store']);
    assert.deepEqual(sends(run(changes, {}, { pointing })), [
      'pointing',
      'pointing',
      'store',
      'pointing',
      'pointing',
      'store',
      'pointing',
      'pointing',
      'store',
    ]);
  });

  it('rests for drawn times between their bounds', () => {
    const pauses = (think: NonNullable<Workload<Read>['think']>): number[] => {
      const { history } = run({ think }, { duration: '5s' });
      return history.slice(1).map(({ invokedAt }, index) => invokedAt - history[index]!.completedAt!);
    };
    const even = pauses({ min: '10ms', max: '20ms' });
    assert.ok(even.every((pause) => pause > 9.99 && pause < 20.01) && new Set(even).size > 20);
    const exponential = pauses({ mean: '20ms', min: '5ms' });
    assert.ok(exponential.every((pause) => pause > 4.99) && exponential.some((pause) => pause > 30));
  });

  it('records the fields of a reply where nothing says what it means', () => {
    const { history } = run({ operations: { read: {} } as never, total: 1 });
    assert.deepEqual(history[0]!.output, { value: null });
  });
});

describe('a mistake in a workload is told:', () => {
  const { read } = base.operations;
  const cases: [string, object, RegExp][] = [
    ['nobody to ask', { to: [] }, /asks nobody/],
    ['no pause', { think: undefined }, /neither `think` nor `every`/],
    ['two pauses', { every: '1s' }, /both `think` and `every`/],
    ['a pause that is none', { think: 'a while' }, /of the pause of the workload is 'a while'/],
    ['a pause upside down', { think: { min: '2s', max: '1s' } }, /goes from 2s down to 1s/],
    ['nothing under way', { outstanding: 0 }, /`outstanding` of the workload is 0/],
    ['half an operation', { total: 1.5 }, /`total` of the workload is 1\.5/],
    ['no operations', { operations: {} }, /has no operations/],
    ['a weight of nothing', { operations: { read: { ...read, weight: 0 } } }, /`weight` of operations\.read of the workload is 0/],
    ['a misspelt key', { thinks: 1 }, /The workload has `thinks`/],
    ['a misspelt key of an operation', { operations: { read: { outcomes: 1 } } }, /operations\.read of the workload has `outcomes`/],
  ];
  for (const [what, changes, message] of cases)
    it(what, () => assert.throws(() => workload<Read | Write>()({ ...base, ...changes }), message));
});
