import fc from 'fast-check';
import { scenario, type ByzantineBehaviour, type Fault, type Link, type ScenarioDefinition } from 'backstep';
import { nodeOf, program, type Instruction, type Program } from './program.ts';
import { drawnProperty, propertyOf, type DrawnProperty } from './properties.ts';
import { behaviour, DURATION, drawnFault } from './scenario.ts';

/** A small scenario that can be explored, as data. */
export interface DrawnExploration {
  readonly programs: readonly Program[];
  /** So many handlers of each life do something. */
  readonly handlers: number;
  readonly network: Link & { readonly links?: Readonly<Record<string, Link>> };
  readonly byzantine: readonly (ByzantineBehaviour | undefined)[];
  readonly faults: readonly Fault[];
  readonly properties: readonly DrawnProperty[];
  /** Whether all but the first node run the program of the second, and are alike. */
  readonly isAlike: boolean;
}

const NAMES = ['a', 'b', 'c', 'd'];
const EXPLORED = ['crash', 'restart', 'pause', 'partition', 'heal', 'clog'];

const link: fc.Arbitrary<Link> = fc.record({
  loss: fc.constantFrom(0, 0, 0.3),
  duplicate: fc.constantFrom(0, 0, 0.3),
  reorder: fc.constantFrom(1, 1, 0),
  transport: fc.constantFrom(undefined, undefined, undefined, 'stream' as const),
}) as fc.Arbitrary<Link>;

/** What makes orders differ is drawn more often than in other runs. */
const telling: fc.Arbitrary<readonly Instruction[]> = fc.constantFrom<readonly Instruction[]>(
  [],
  [],
  [{ do: 'invoke' }],
  [{ do: 'invoke' }, { do: 'complete' }],
  [{ do: 'answer' }],
  [{ do: 'setTimer', name: 'u', after: 1 }],
);

/** Programs of few instructions, or there would be too many states to visit them in every order. */
const short = fc.tuple(program, fc.array(telling, { minLength: 5, maxLength: 5 })).map(([drawn, more]): Program => {
  const bodies = Object.entries(drawn as unknown as Record<string, readonly Instruction[]>);
  return Object.fromEntries(bodies.map(([name, body], index) => [name, [...more[index]!, ...body.slice(0, 2)]])) as unknown as Program;
});

const plain = drawnProperty.filter(({ kind, remembers }) => kind !== 'liveness' && !remembers);

export const drawnExploration: fc.Arbitrary<DrawnExploration> = fc.integer({ min: 2, max: 4 }).chain((count) => {
  const names = NAMES.slice(0, count);
  const path = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map(([from, to]) => `${from}>${to}`);
  const fault = drawnFault(names).filter((drawn) => EXPLORED.some((kind) => kind in drawn));
  return fc.record({
    programs: fc.array(short, { minLength: count, maxLength: count }),
    handlers: fc.integer({ min: 1, max: 2 }),
    network: fc
      .record({ common: link, links: fc.dictionary(path, link, { maxKeys: 2, noNullPrototype: true }) })
      .map(({ common, links }) => ({ ...common, links })),
    byzantine: fc.array(fc.option(behaviour, { nil: undefined, freq: 6 }), { minLength: count, maxLength: count }),
    faults: fc.array(fault, { maxLength: 3 }),
    // Where one has a memory, or is a promise, every order counts.
    properties: fc.array(fc.oneof({ weight: 19, arbitrary: plain }, { weight: 1, arbitrary: drawnProperty }), { maxLength: 3 }),
    isAlike: fc.boolean(),
  });
});

/** What an author would have written. */
export function explorationOf(drawn: DrawnExploration, isSymmetric = drawn.isAlike): ScenarioDefinition {
  const { programs, handlers, network, byzantine, faults, properties, isAlike } = drawn;
  const names = NAMES.slice(0, programs.length);
  const alike = names.slice(1);
  const [first, second] = programs.map((own) => (isAlike ? impartial(own) : own));
  const common = isAlike ? { ...network, links: {} } : network;
  return scenario({
    name: 'drawn',
    nodes: Object.fromEntries(
      names.map((name, index) => [name, nodeOf(isAlike ? (index === 0 ? first! : second!) : programs[index]!, handlers)]),
    ),
    network: common as never,
    byzantine: isAlike ? {} : Object.fromEntries(names.map((name, index) => [name, byzantine[index]])),
    faults,
    duration: DURATION,
    ...(isAlike && isSymmetric ? { alike: [alike] } : {}),
    properties: properties.filter(({ looksAt }) => !isAlike || looksAt !== 'status').map(propertyOf),
  }) as ScenarioDefinition;
}

/** The same without what tells one of several alike nodes from another: whom it sends to by its place, what is drawn for it alone. */
function impartial(drawn: Program): Program {
  const treated = (body: readonly Instruction[]): readonly Instruction[] =>
    body.flatMap((one): readonly Instruction[] => {
      if (one.do === 'send') return [{ ...one, to: 0 }];
      if (one.do === 'every') return [{ ...one, does: treated(one.does) }];
      // What of a disk survives a crash is drawn too.
      return ['random', 'pick', 'look', 'write', 'delete', 'sync'].includes(one.do) ? [] : [one];
    });
  return Object.fromEntries(
    Object.entries(drawn as unknown as Record<string, readonly Instruction[]>).map(([name, body]) => [name, treated(body)]),
  ) as unknown as Program;
}
