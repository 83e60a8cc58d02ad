import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, safety, scenario, violation, type Scenario, type World } from 'backstep';
import { checkSeed, modelOf, recordSeed, runSeed, ScenarioError } from '../../sim-core/engine.ts';

/** What is said of a mistake: the message, its cure, and what it is about. */
function complaint(mistake: () => unknown): ScenarioError {
  try {
    mistake();
  } catch (error) {
    assert.ok(error instanceof ScenarioError, `${String(error)} is not a ScenarioError`);
    assert.ok(error.cure.length > 10, 'it has no cure');
    return error;
  }
  return assert.fail('no mistake was found');
}

const quiet = node()({ init: () => ({ n: 0 }), on: {} });

function withScenario(rest: object): ScenarioError {
  return complaint(() =>
    modelOf({ kind: 'backstep.scenario', scenario: { name: 's', nodes: { a: quiet, b: quiet }, duration: '1s', properties: [], ...rest } }),
  );
}

function running(handlers: object, rest: Partial<Scenario> = {}): ScenarioError {
  const faulty = { kind: 'backstep.node', handlers: { on: {}, ...handlers } };
  const definition = {
    kind: 'backstep.scenario',
    scenario: { name: 's', nodes: { a: faulty, b: quiet }, duration: '1s', properties: [], ...rest },
  };
  const swept = complaint(() => runSeed(modelOf(definition), 1));
  const recorded = complaint(() => recordSeed(modelOf(definition), 1));
  assert.equal(recorded.message, swept.message);
  return swept;
}

type Any = Record<string, (...args: never[]) => never>;

describe('a scenario', () => {
  const cases: [string, object, RegExp][] = [
    ['without nodes', { nodes: {} }, /has no nodes/],
    ['with something else than a node', { nodes: { a: {} } }, /'a' is not a node/],
    [
      'with a duration that does not parse',
      { duration: '10 parsecs' },
      /The `duration` of the scenario is '10 parsecs', which is not a duration/,
    ],
    ['with a negative duration', { duration: -1 }, /is -1, which is not a duration/],
    ['with no duration at all', { duration: undefined }, /^The `duration` of the scenario is missing\.$/],
    ['of zero length', { duration: 0 }, /is zero/],
    ['with a probability of 1.2', { network: { loss: 1.2 } }, /The `loss` of network is 1\.2, which is not a probability/],
    ['with a probability that is a text', { network: { duplicate: '0.5' } }, /is not a probability/],
    ['with a link that is not one', { network: { links: { ab: {} } } }, /'ab', which is not a link/],
    ['with a link to nowhere', { network: { links: { 'a>z': {} } } }, /names the node 'z', which does not exist/],
    ['with a rate that is none', { network: { rate: '10 Gbps' } }, /The `rate` of network is '10 Gbps', which is no rate/],
    ['with a buffer that holds nothing', { network: { rate: '1Mbit/s', buffer: 0 } }, /The `buffer` of network is 0, which is no amount/],
    ['with a buffer and no rate', { network: { buffer: '1kB' } }, /network has a `buffer` and no `rate`/],
    [
      'with a buffer too small for a message',
      { network: { rate: '1Mbit/s', buffer: 999 } },
      /999 bytes, and a message of 1000 never finds/,
    ],
    ['with a size of a message that is none', { network: { size: '1.5 kB' } }, /`network\.size` is '1\.5 kB', which is no amount/],
    ['with a size of an unknown message', { network: { size: { ping: 1 } } }, /network\.size has `ping`/],
    ['with an unknown transport', { network: { transport: 'tcp' } }, /The `transport` of network is 'tcp'/],
    [
      'with a receive buffer too small for a message',
      { network: { receiveBuffer: '10B' } },
      /The `receiveBuffer` of network has 10 bytes, and a message of 1000 never finds/,
    ],
    ['with a switch of one port', { network: { switches: { s: { ports: { a: {} } } } } }, /network\.switches\.s has fewer than two ports/],
    ['with a switch to nowhere', { network: { switches: { s: { ports: { a: {}, z: {} } } } } }, /switches\.s\.ports names the node 'z'/],
    [
      'with a switch named like a node',
      { network: { switches: { a: { ports: { a: {}, b: {} } } } } },
      /The switch 'a' has a name that a node has/,
    ],
    [
      'with a misspelt port',
      { network: { switches: { s: { ports: { a: { ouput: '1Mbit/s' }, b: {} } } } } },
      /network\.switches\.s\.ports\.a has `ouput`/,
    ],
    [
      'with two switches between two nodes',
      { network: { switches: { s: { ports: { a: {}, b: {} } }, t: { ports: { a: {}, b: {} } } } } },
      /Between 'a' and 'b' there are two switches, s and t/,
    ],
    [
      'with a rate on a link that passes a switch',
      { network: { switches: { s: { ports: { a: {}, b: {} } } }, links: { 'a>b': { rate: '1Mbit/s' } } } },
      /network\.links\['a>b'\] has a `rate`, and passes the switch 's'/,
    ],
    [
      'with circuits of more than there is',
      { network: { switches: { s: { every: { output: '1Mbit/s' }, ports: { a: {}, b: {} }, circuits: { 'a>b': '2Mbit/s' } } } } },
      /reserves 2000000 bit\/s to 'b', more than its `output` of 1000000/,
    ],
    [
      'with a circuit of nothing',
      { network: { switches: { s: { ports: { a: {}, b: {} }, circuits: { 'a>b': '2Mbit/s' } } } } },
      /reserves something of the output of 'b', which has none/,
    ],
    ['with a latency upside down', { network: { latency: { min: '5ms', max: '1ms' } } }, /goes from 5ms down to 1ms/],
    [
      'with a partition of an unknown node',
      { faults: [{ at: 0, partition: [['a'], ['x']] }] },
      /faults\[0\] names the node 'x', which does not exist/,
    ],
    ['with a partition of one group', { faults: [{ at: 0, partition: [['a', 'b']] }] }, /fewer than two groups/],
    ['with a node in two groups', { faults: [{ at: 0, partition: [['a'], ['a', 'b']] }] }, /'a' in two groups/],
    ['with a misspelt fault', { faults: [{ at: 0, crsh: 'a' }] }, /faults\[0\] has none of the known faults/],
    ['with a stall before call zero', { faults: [{ at: 0, stall: 'a', for: 1, call: 0 }] }, /The `call` of faults\[0\] is 0/],
    ['with a nemesis that does not exist', { nemesis: { earthquake: { every: '1s', for: '1s' } } }, /`earthquake`, which is not a fault/],
    ['with a nemesis that never rests', { nemesis: { crash: { every: 0, for: '1s' } } }, /`every` of nemesis\.crash is zero/],
    ['with a nemesis range upside down', { nemesis: { crash: { every: '1s', for: ['2s', '1s'] } } }, /goes from 2s down to 1s/],
    ['with a clock of half a part', { clocks: { drift: 0.5 } }, /clock `drift` is 0\.5/],
    [
      'with an unknown Byzantine behaviour',
      { byzantine: { a: { behaviour: 'rude' } } },
      /byzantine\.a is .*, which is no Byzantine behaviour/,
    ],
    ['with no name', { name: '' }, /has no `name`/],
    ['without properties', { properties: undefined }, /has no `properties`/],
    ['with a class that has none', { properties: [class Empty {}] }, /properties\[0\] has no property/],
  ];
  for (const [what, rest, expected] of cases) {
    it(`${what} is refused in one sentence`, () => assert.match(withScenario(rest).message, expected));
  }

  it('that is something else is refused', () => {
    for (const other of [undefined, null, 5, {}, () => {}]) {
      assert.match(complaint(() => modelOf(other)).message, /does not export a scenario/);
    }
  });

  it('is not run with a seed that is none', () => {
    for (const seed of [-1, 0.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, '7', undefined]) {
      assert.match(complaint(() => checkSeed(seed)).message, /The seed .* is not one/);
    }
    assert.equal(checkSeed(0), 0);
    assert.equal(checkSeed(Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  });
});

describe('a handler', () => {
  const timers = (tick: (state: Record<string, unknown>, self: Any) => unknown): object => ({
    init: (self: { setTimer(name: string, after: number): void }) => {
      self.setTimer('tick', 10);
      return {};
    },
    timers: { tick },
  });

  it('that returns a promise is named with its node', () => {
    const error = running(timers(async () => {}));
    assert.match(error.message, /timers\.tick of 'a' returned a promise/);
    assert.deepEqual(error.subject, { node: 'a', handler: 'timers.tick' });
  });

  it('must make a state', () => {
    assert.match(running({ init: () => undefined }).message, /state of 'a' is undefined/);
  });

  it('cannot send to a node that does not exist', () => {
    const error = running(timers((_state, self) => self.send!('z' as never, { type: 'x' } as never)));
    assert.match(error.message, /'a' sends to 'z', which does not exist/);
    assert.match(error.cure, /The nodes are a, b/);
  });

  it('cannot send what has no handler, no type, or is not plain', () => {
    assert.match(
      running(timers((_state, self) => self.send!('b' as never, { type: 'hello' } as never))).message,
      /'b' has no handler for 'hello', which 'a' sent/,
    );
    assert.match(running(timers((_state, self) => self.send!('b' as never, {} as never))).message, /without a `type`/);
    assert.match(
      running(timers((_state, self) => self.send!('b' as never, { type: 'x', at: new Date(0) } as never))).message,
      /In the message 'x' of 'a', message\.at is a Date/,
    );
  });

  it('cannot set a timer that it does not handle, or for a time that is none', () => {
    assert.match(running(timers((_state, self) => self.setTimer!('tock' as never, 1 as never))).message, /has no timer 'tock'/);
    assert.match(
      running(timers((_state, self) => self.setTimer!('tick' as never, 'soon' as never))).message,
      /'soon', which is not a duration/,
    );
  });

  it('cannot complete an operation twice, or one that was never invoked', () => {
    const twice = running(
      timers((_state, self) => {
        const id = self.invoke!('op' as never);
        self.complete!(id);
        return self.complete!(id);
      }),
    );
    assert.match(twice.message, /ends the operation 0 twice/);
    assert.match(running(timers((_state, self) => self.complete!(5 as never))).message, /operation 5, which was never invoked/);
  });

  it('cannot use the self of another handler', () => {
    let kept: Any | undefined;
    const keeping = timers((_state, self) => {
      kept ??= self;
      return undefined;
    });
    const other = {
      kind: 'backstep.node',
      handlers: {
        on: {},
        init: (self: Any) => {
          self.setTimer!('late' as never, 20 as never);
          return {};
        },
        timers: { late: () => kept!.now!() },
      },
    };
    const nodes = { a: { kind: 'backstep.node', handlers: { on: {}, ...keeping } }, b: other };
    const definition = { kind: 'backstep.scenario', scenario: { name: 's', nodes, duration: '1s', properties: [] } };
    assert.match(complaint(() => runSeed(modelOf(definition), 1)).message, /`self` of 'a' was used outside of its handlers/);
  });

  it('that answers without any delay for ever is stopped', () => {
    const error = running(timers((_state, self) => self.setTimer!('tick' as never, 0 as never)));
    assert.match(error.message, /More than 1000000 events happened at the same simulated time/);
  });
});

describe('a property', () => {
  const counter = node()({
    init(self) {
      self.setTimer('tick', 10);
      return { n: 0, list: [1] };
    },
    on: {},
    timers: {
      tick(state, self) {
        state.n += 1;
        self.setTimer('tick', 10);
      },
    },
  });
  type Counter = { a: typeof counter };
  const judging = (...properties: Scenario['properties']): ScenarioError =>
    complaint(() => runSeed(modelOf(scenario({ name: 's', nodes: { a: counter }, duration: '1s', properties })), 1));

  it('that changes a state is named', () => {
    class Meddling {
      @safety static looks({ nodes }: World<Counter>) {
        nodes.a.list.push(2);
        return true;
      }
    }
    const error = judging(Meddling);
    assert.match(error.message, /The property 'looks' changed the state of a node/);
    assert.deepEqual(error.subject, { property: 'looks' });
  });

  it('that changes a state is named, and not the one that stumbles over the change', () => {
    class Meddling {
      @safety static looks({ nodes, time }: World<Counter>) {
        if (time >= 500) nodes.a.list.length = 0;
        return true;
      }
      @safety static reads({ nodes }: World<Counter>) {
        return nodes.a.list[0]!.toFixed() === '1';
      }
    }
    const meddled = modelOf(scenario({ name: 's', nodes: { a: counter }, duration: '1s', properties: [Meddling] }));
    const error = complaint(() => runSeed(meddled, 1, undefined, { checks: 'all' }));
    assert.match(error.message, /The property 'looks' changed the state of a node/);
    assert.deepEqual(error.subject, { property: 'looks' });
  });

  it('that throws, or answers with something else, is named', () => {
    class Throwing {
      @safety static looks(): boolean {
        throw new RangeError('off');
      }
    }
    class Mute {
      @safety static looks() {
        return undefined as unknown as boolean;
      }
    }
    class Later {
      @safety static looks() {
        return Promise.resolve(true) as unknown as boolean;
      }
    }
    assert.match(judging(Throwing).message, /The property 'looks' threw RangeError: off/);
    assert.match(judging(Mute).message, /returned undefined/);
    assert.match(judging(Later).message, /returned a promise/);
  });

  it('may not be named like another', () => {
    const same = () =>
      safety(function same() {
        return true;
      });
    assert.match(judging(same(), same()).message, /Two properties are named 'same'/);
  });

  it('needs a name, and liveness needs a deadline', () => {
    assert.match(
      complaint(() =>
        safety(
          (
            () => () =>
              true
          )(),
        ),
      ).message,
      /a function without a name/,
    );
    assert.match(complaint(() => liveness({} as never)).message, /no deadline/);
    assert.match(complaint(() => liveness({ within: 'soon' as never })).message, /'soon', which is not a duration/);
  });

  it('is told apart from a violation that it reports', () => {
    assert.deepEqual(violation('it broke'), { kind: 'backstep.violation', because: 'it broke', evidence: {} });
  });
});
