/**
 * What the compiler must accept and refuse in an author's file. It is not run: the type check of
 * the tests fails when a line below an `@ts-expect-error` compiles.
 */
import { liveness, node, safety, scenario, sometimes, violation, type StateOf, type World } from 'backstep';

type Acquire = { type: 'acquire'; ttl: number } | { type: 'release' };
type Granted = { type: 'granted'; token: number };

const lock = node<Acquire, Granted>()({
  init: () => ({ nextToken: 33, holder: null as string | null }),
  on: {
    acquire(state, { ttl }, self, from) {
      state.holder = from;
      self.setTimer('expire', ttl);
      self.send(from, { type: 'granted', token: state.nextToken++ });
    },
    release(state) {
      state.holder = null;
    },
  },
  timers: {
    expire(state) {
      state.holder = null;
    },
  },
});

export const state: StateOf<typeof lock> = { nextToken: 1, holder: 'client' };

node<Acquire>()({
  init: () => ({}),
  // @ts-expect-error A handler for `release` is missing.
  on: { acquire() {} },
});

node<Acquire>()({
  init: () => ({}),
  on: {
    acquire() {},
    release() {},
    // @ts-expect-error No message has this type.
    renew() {},
  },
});

node<Acquire, Granted>()({
  init: () => ({ n: 0 }),
  on: {
    acquire(state, message, self, from) {
      // @ts-expect-error The state has no such field.
      state.m = 1;
      // @ts-expect-error The message has no such field.
      message.token;
      // @ts-expect-error There is no such timer.
      self.setTimer('expire', '1s');
      // @ts-expect-error A message of this type is not sent by this node.
      self.send(from, { type: 'acquire', ttl: 1 });
      // @ts-expect-error The token is missing.
      self.send(from, { type: 'granted' });
      // @ts-expect-error The token is a number.
      self.send(from, { type: 'granted', token: '33' });
      // @ts-expect-error This is not a duration.
      self.setTimer('tick', 'soon');
      self.setTimer('tick', '1.5s');
      // @ts-expect-error This is not a duration.
      self.busy('5 minutes');
    },
    release() {},
  },
  timers: { tick() {} },
});

// @ts-expect-error Handlers are synchronous, and `init` makes the state.
node()({ on: {} });

const client = node<Granted, Acquire>()({
  init: () => ({ token: 0 }),
  on: {
    granted(state, { token }) {
      state.token = token;
    },
  },
});
const cluster = { lock, one: client, two: client };

export class Properties {
  @safety static theTokenGrows({ nodes }: World<typeof cluster>) {
    return nodes.lock.nextToken >= nodes.one.token ? true : violation('It shrank.', { nodes: ['lock'] });
  }

  @safety({ memory: () => ({ most: 0 }) }) static theTokenNeverShrinks({ nodes }: World<typeof cluster>, memory: { most: number }) {
    memory.most = Math.max(memory.most, nodes.lock.nextToken);
    return nodes.lock.nextToken === memory.most;
  }

  @liveness({ within: '10s', given: ({ isUp }: World<typeof cluster>) => isUp('lock') })
  static someoneHolds({ nodes, history, time }: World<typeof cluster>) {
    return history.length >= 0 && time >= 0 && nodes.lock.holder !== null;
  }

  @sometimes static bothHeld({ nodes }: World<typeof cluster>) {
    // @ts-expect-error There is no such node.
    void nodes.three;
    // @ts-expect-error A property may not replace what it sees.
    nodes.lock.holder = null;
    return nodes.one.token > 0 && nodes.two.token > 0;
  }

  // @ts-expect-error A property answers with true, false or a violation.
  @safety static answers() {
    return 'yes';
  }
}

const nodes = { lock };

export class OfAConstantNamedNodes {
  // The documents call the constant `cluster`: what a parameter calls `nodes` would be defined by itself.
  // @ts-expect-error TS7022: its type would be that of the parameter.
  @safety static isDefinedByItself({ nodes }: World<typeof nodes>) {
    return nodes !== undefined;
  }

  @safety static mayBeTakenApart({ nodes: { lock } }: World<typeof nodes>) {
    return lock.nextToken > 0;
  }
}

const base = { name: 'types', nodes: cluster, duration: '10s', properties: [Properties] } as const;

export default scenario({
  ...base,
  nodes: cluster,
  network: { latency: { min: '1ms', max: '9ms' }, loss: 0.1, links: { 'lock>one': { loss: 1 } } },
  faults: [
    { at: '1s', crash: 'lock', for: '2s' },
    { at: '2s', stall: 'one', for: '15s', call: 2 },
    { at: '3s', partition: [['lock'], ['one', 'two']], for: '1s' },
    { at: '4s', partition: { from: ['lock'], to: ['one'] } },
    { at: '5s', heal: 'all' },
    { at: '6s', loss: 0.5, for: '1s', links: { from: ['lock'] } },
    { at: '7s', clock: 'two', backward: '1s' },
  ],
  nemesis: { stall: { every: '5s', for: ['1s', '20s'], nodes: ['one'] } },
  stabilisesAt: '8s',
});

// @ts-expect-error The fault is misspelt.
scenario({ ...base, nodes: cluster, faults: [{ at: '1s', crsh: 'lock' }] });
// @ts-expect-error There is no such node.
scenario({ ...base, nodes: cluster, faults: [{ at: '1s', crash: 'lok' }] });
// @ts-expect-error A pause has a length.
scenario({ ...base, nodes: cluster, faults: [{ at: '1s', pause: 'lock' }] });
// @ts-expect-error There is no such link.
scenario({ ...base, nodes: cluster, network: { links: { 'lock>three': {} } } });
// @ts-expect-error A nemesis strikes nodes of the scenario.
scenario({ ...base, nodes: cluster, nemesis: { crash: { every: '1s', for: '1s', nodes: ['three'] } } });
// @ts-expect-error This is not a duration.
scenario({ ...base, nodes: cluster, duration: 'a while' });
// @ts-expect-error A Byzantine node behaves in one of the known ways.
scenario({ ...base, nodes: cluster, byzantine: { lock: { behaviour: 'rude' } } });
scenario({ ...base, nodes: cluster, faults: [{ at: '1s', crash: 'lock', for: 'ever' }], nemesis: { pause: { every: '1s', for: 'ever' } } });
// @ts-expect-error A misspelt length of a fault.
scenario({ ...base, nodes: cluster, faults: [{ at: '1s', crash: 'lock', for: 'evr' }] });
// @ts-expect-error A nemesis draws from durations, or all of its faults last for ever.
scenario({ ...base, nodes: cluster, nemesis: { pause: { every: '1s', for: ['1s', 'ever'] } } });
// @ts-expect-error Two faults in one object.
scenario({ ...base, nodes: cluster, faults: [{ at: '1s', crash: 'lock', pause: 'one', for: '1s' }] });
// @ts-expect-error A clock jumps one way.
scenario({ ...base, nodes: cluster, faults: [{ at: '1s', clock: 'lock', forward: '1s', backward: '1s' }] });
// @ts-expect-error The key is misspelt.
scenario({ ...base, nodes: cluster, stabiliseAt: '8s' });
// @ts-expect-error No nemesis heals.
scenario({ ...base, nodes: cluster, nemesis: { heal: { every: '1s' } } });
// @ts-expect-error There is no such shape.
scenario({ ...base, nodes: cluster, nemesis: { partition: { every: '1s', for: '1s', shape: 'bridges' } } });
// A part of a nemesis may be switched off.
scenario({ ...base, nodes: cluster, nemesis: { crash: undefined } });

export const family = scenario.matrix({ latency: ['1ms', '9ms'], replicas: [1, 2], wary: [true, false] }, ({ latency, replicas, wary }) => {
  const only: 1 | 2 = replicas;
  // @ts-expect-error No cell has so many.
  const never: 3 = replicas;
  const told: boolean = wary;
  return scenario({ ...base, name: `${only}${never}${told}`, nodes: cluster, network: { latency } });
});
// @ts-expect-error There is no such parameter.
scenario.matrix({ replicas: [1] }, ({ replica }) => scenario({ ...base, name: `${replica}`, nodes: cluster }));
// @ts-expect-error A name cannot show an object.
scenario.matrix({ link: [{ loss: 1 }] }, () => scenario({ ...base, nodes: cluster }));
// @ts-expect-error The function makes scenarios.
scenario.matrix({ replicas: [1] }, ({ replicas }) => replicas);
// @ts-expect-error Each is checked like any other scenario.
scenario.matrix({ at: ['1s', '2s'] }, ({ at }) => scenario({ ...base, nodes: cluster, faults: [{ at, crash: 'lok' }] }));

export class Seeing {
  @safety static everything({ status, disk, isUp, canReach }: World<typeof cluster>) {
    // @ts-expect-error There is no such node.
    status('three');
    // @ts-expect-error No node is ever in this state.
    const busy: boolean = status('lock') === 'busy';
    const { synced, unsynced } = disk('lock');
    return !busy && isUp('lock') && canReach('one', 'two') && Object.keys(synced).length >= unsynced.length;
  }
}
