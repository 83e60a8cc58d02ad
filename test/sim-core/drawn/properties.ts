import fc from 'fast-check';
import { linearizable, liveness, safety, sometimes, violation, type Operation, type World } from 'backstep';
import type { PropertyDefinition } from '../../../sim-core/author/properties.ts';

/** A property drawn as data: what it looks at, and what it concludes. */
export interface DrawnProperty {
  readonly kind: 'safety' | 'liveness' | 'sometimes' | 'linearizable';
  readonly looksAt: (typeof LOOKS)[number];
  readonly limit: number;
  readonly remembers: boolean;
  readonly given: 'nothing' | 'up' | 'time';
  readonly within: number;
}

const LOOKS = ['sums', 'times', 'status', 'disk', 'history', 'one'] as const;

export const drawnProperty: fc.Arbitrary<DrawnProperty> = fc.record({
  kind: fc.constantFrom('safety' as const, 'liveness' as const, 'sometimes' as const, 'linearizable' as const),
  looksAt: fc.constantFrom(...LOOKS),
  limit: fc.integer({ min: 1, max: 25 }),
  remembers: fc.boolean(),
  given: fc.constantFrom('nothing' as const, 'up' as const, 'time' as const),
  within: fc.constantFrom(1, 5, 10),
});

interface Seen {
  readonly sum: number;
  readonly left: number;
}

type Nodes = World['nodes'] & Readonly<Record<string, Seen>>;

/** A memory that keeps what it saw, and not a copy of it. */
interface Memory {
  looks: number;
  /** How often it saw the very same that it had kept. */
  again: number;
  last: unknown;
  first: unknown;
  states: Map<string, Seen[]>;
  operation: Operation | undefined;
  /** All that there was to see at an earlier look. */
  before: { readonly nodes: World['nodes']; readonly history: readonly Operation[] } | undefined;
}

const fresh = (): Memory => ({
  looks: 0,
  again: 0,
  last: undefined,
  first: undefined,
  states: new Map(),
  operation: undefined,
  before: undefined,
});

/** Operations that mean little are taken for those of a register of few values, so that some histories are possible. */
function claimOf(limit: number, index: number): PropertyDefinition {
  const few = (value: unknown): number => (JSON.stringify(value) ?? '').length % (2 + (limit % 2));
  return linearizable('register', {
    name: `linearizable${index}`,
    initial: 0,
    readAs: ({ id, input, output }) =>
      id % 3 === 0 ? { operation: 'read', output: few(output) } : { operation: 'write', input: few((input as { n: number }).n) },
  });
}

export function propertyOf({ kind, looksAt, limit, remembers, given, within }: DrawnProperty, index: number): PropertyDefinition {
  if (kind === 'linearizable') return claimOf(limit, index);
  const measure = (world: World): number => {
    const nodes = world.nodes as Nodes;
    const names = Object.keys(nodes);
    switch (looksAt) {
      case 'sums':
        return Object.values(nodes).reduce((sum, { sum: own }) => sum + own, 0);
      case 'times':
        return world.time;
      case 'status':
        return names.filter((name) => world.status(name) === 'paused' || !world.isUp(name) || !world.canReach('a', name)).length * 10;
      case 'disk':
        return names.reduce((count, name) => count + world.disk(name).unsynced.length + 5 * Object.keys(world.disk(name).synced).length, 0);
      case 'history':
        return world.history.filter(({ status }) => status === 'pending').length * 5 + world.history.length;
      case 'one':
        return nodes['a']!.sum;
    }
  };
  const remember = (world: World, memory: Memory): number => {
    memory.looks += 1;
    memory.first ??= world.nodes['a'];
    if (memory.last === world.nodes['a']) memory.again += 1;
    memory.last = world.nodes['a'];
    for (const [name, state] of Object.entries(world.nodes as Nodes)) {
      const kept = memory.states.get(name) ?? [];
      if (kept.at(-1) === undefined || kept.at(-1)!.left !== state.left) kept.push(state);
      if (kept.length > 3) kept.shift();
      memory.states.set(name, kept);
    }
    memory.operation ??= world.history[0];
    const before = memory.before
      ? Object.values(memory.before.nodes as Nodes).reduce((sum, { left }) => sum + left, memory.before.history.length)
      : 0;
    // A node that has not started is no plain data yet: `nodes` itself can be kept only once all have.
    if (memory.looks % 3 === 0) memory.before = { nodes: { ...world.nodes }, history: world.history };
    // What it keeps has stayed what it was, or this counts otherwise.
    return (
      [...memory.states.values()].flat().reduce((sum, { sum: own }) => sum + own, 0) +
      memory.looks +
      memory.again +
      before +
      (memory.operation?.status === 'ok' ? 3 : 0)
    );
  };
  const judge = (world: World, memory: unknown): ReturnType<typeof violation> | boolean => {
    const measured = measure(world) + (remembers ? remember(world, memory as Memory) / 4 : 0);
    if (kind === 'safety') return measured < limit * 40 || violation(`It measures ${measured}.`, { nodes: ['a'], seen: world.nodes['a'] });
    if (kind === 'liveness') return Math.floor(measured) % 3 !== 0;
    return Math.floor(measured) % 7 === 3;
  };
  Object.defineProperty(judge, 'name', { value: `${kind}${index}` });
  const options = remembers ? { memory: fresh } : {};
  if (kind === 'safety') return safety(options)(judge as never);
  if (kind === 'sometimes') return sometimes(options)(judge as never);
  const holds = { nothing: undefined, up: ({ isUp }: World) => isUp('a'), time: ({ time }: World) => Math.floor(time / 4) % 2 === 0 }[
    given
  ];
  return liveness({ within, ...options, ...(holds ? { given: holds as never } : {}) })(judge as never);
}
