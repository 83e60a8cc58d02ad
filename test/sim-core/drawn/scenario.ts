import fc from 'fast-check';
import {
  scenario,
  type Bursts,
  type ByzantineBehaviour,
  type Core,
  type Fault,
  type Latency,
  type Link,
  type Nemesis,
  type ScenarioDefinition,
  type Switch,
} from 'backstep';
import type { RunOptions } from '../../../sim-core/kernel/run.ts';
import { length, nodeOf, positiveLength, program, type Program } from './program.ts';
import { propertyOf, drawnProperty, type DrawnProperty } from './properties.ts';

/** A whole scenario with a seed, as data: what fast-check found can be pasted into a test. */
export interface DrawnScenario {
  readonly seed: number;
  readonly programs: readonly Program[];
  readonly network: Link & { readonly links?: Readonly<Record<string, Link>> };
  /** Of every link that does not pass the switch. */
  readonly capacity: Pick<Link, 'rate' | 'buffer'>;
  readonly transport: Pick<Link, 'transport' | 'receiveBuffer'>;
  /** Between all nodes, if there is one. */
  readonly switch: Omit<Switch<string>, 'ports'> | undefined;
  readonly syncLatency: Latency;
  readonly readLatency: Latency;
  readonly clocks: { readonly offset?: number; readonly drift?: number } | undefined;
  readonly byzantine: readonly (ByzantineBehaviour | undefined)[];
  readonly faults: readonly Fault[];
  readonly nemesis: Nemesis;
  readonly stabilisesAt: number | undefined;
  readonly core: Core<string> | undefined;
  readonly properties: readonly DrawnProperty[];
  readonly options: RunOptions;
}

const NAMES = ['a', 'b', 'c', 'd'];
/** In milliseconds. */
export const DURATION = 50;
/** So many handlers of each life do something. */
const HANDLERS = 20;

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(arbitrary, { nil: undefined });

const latency: fc.Arbitrary<Latency> = fc.oneof(
  { weight: 3, arbitrary: length },
  { weight: 1, arbitrary: fc.tuple(length, length).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })) },
  {
    weight: 1,
    arbitrary: fc.tuple(positiveLength, fc.boolean()).map(([mean, floor]): Latency => (floor ? { mean: mean + 1, min: 1 } : { mean })),
  },
  { weight: 1, arbitrary: positiveLength.map((mean): Latency => ({ mean, max: 3 * mean })) },
  { weight: 1, arbitrary: positiveLength.map((mean): Latency => ({ mean, deviation: mean / 2 })) },
  { weight: 1, arbitrary: positiveLength.map((fast): Latency => ({ min: 0, max: fast, slow: { share: 0.3, min: fast, max: 3 * fast } })) },
  { weight: 1, arbitrary: positiveLength.map((most): Latency => ({ percentiles: { 0: 0, 50: most / 2, 100: most } })) },
);

const bursts: fc.Arbitrary<Bursts> = fc.record({
  mean: fc.constantFrom(0.2, 0.5),
  length: fc.constantFrom(1, 2, 4),
  good: fc.constantFrom(0, 0.1),
});
const chance = fc.constantFrom(0, 0, 0, 0.3, 1);
/** A message of 1,000 bytes takes a millisecond, or two thirds of one, or five. */
const rate = fc.constantFrom('8Mbit/s', '12Mbit/s', '1.6Mbit/s');
const buffer = fc.constantFrom(undefined, '1kB', '2500B');
const link: fc.Arbitrary<Link> = fc.record({
  latency,
  loss: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 0, 0.2) }, { weight: 1, arbitrary: bursts }),
  corrupt: fc.constantFrom(undefined, undefined, 0.3),
  checksum: fc.constantFrom(undefined, false),
  duplicate: chance,
  reorder: fc.constantFrom(0, 0.5, 1),
});
const queued = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.record({ rate, buffer }) });

function drawnSwitch(names: readonly string[]): fc.Arbitrary<DrawnScenario['switch']> {
  const every = fc.record({ input: maybe(rate), output: rate, buffer });
  const circuits = fc.constantFrom({}, { [`${names[0]}>${names[1]}`]: '1Mbit/s' });
  return names.length < 2 ? fc.constant(undefined) : fc.option(fc.record({ every, circuits }), { nil: undefined, freq: 4 });
}

export const behaviour: fc.Arbitrary<ByzantineBehaviour> = fc.oneof(
  fc.constant<ByzantineBehaviour>({ behaviour: 'silent' }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'forge', fields: { n: 999, last: { forged: [1, 2] } } }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'equivocate' }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'equivocate', fields: ['n', 'sum'] }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'equivocate', groups: 'drawn' }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'selective', victims: 'halves', does: { behaviour: 'delay', by: 3 } }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'delay', by: [1, 9], chance: 0.5 }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'forge', fields: 'all', chance: 0.5 }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'replay' }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'amnesia', chance: 0.5 }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'misreport' }),
  fc.constant<ByzantineBehaviour>({ behaviour: 'collude', with: ['a'], groups: 'one' }),
);

const drain = fc.record({ timer: fc.constantFrom('t', 'u'), for: positiveLength });

/** Names are drawn from among those that there are. */
export function drawnFault(names: readonly string[]): fc.Arbitrary<Fault> {
  const name = fc.constantFrom(...names);
  const at = fc.nat(DURATION);
  const span = fc.oneof({ weight: 9, arbitrary: positiveLength }, { weight: 1, arbitrary: fc.constant('ever' as const) });
  const some = fc.uniqueArray(name, { minLength: 1, maxLength: names.length });
  const links = maybe(fc.oneof(fc.record({ from: some }), fc.record({ to: some }), fc.record({ from: some, to: some })));
  const probability = fc.constantFrom(0.3, 1);
  const halves = fc
    .shuffledSubarray([...names], { minLength: names.length, maxLength: names.length })
    .chain((all) => fc.integer({ min: 1, max: Math.max(1, names.length - 1) }).map((at) => [all.slice(0, at), all.slice(at)]));
  const shaped = fc.record({
    shape: fc.constantFrom('bridge', 'majorities-ring', 'chain', 'non-transitive'),
    nodes: fc.shuffledSubarray([...names], { minLength: Math.min(3, names.length), maxLength: names.length }),
  });
  const alone = names.length === 1;
  const fault = fc.oneof(
    { weight: 3, arbitrary: fc.record({ at, crash: name, for: maybe(span) }) },
    { weight: 1, arbitrary: fc.record({ at, restart: name }) },
    { weight: 4, arbitrary: fc.record({ at, pause: name, for: span }) },
    { weight: 4, arbitrary: fc.record({ at, stall: name, for: span, call: maybe(fc.integer({ min: 1, max: 4 })) }) },
    { weight: alone ? 0 : 2, arbitrary: fc.record({ at, partition: halves, for: fc.option(span, { nil: undefined, freq: 2 }) }) },
    { weight: alone ? 0 : 1, arbitrary: fc.record({ at, partition: fc.record({ from: some, to: some }), for: maybe(span) }) },
    { weight: names.length < 3 ? 0 : 1, arbitrary: fc.record({ at, partition: shaped, for: maybe(span) }) },
    { weight: 1, arbitrary: fc.record({ at, heal: fc.constant('all' as const) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        at,
        clog: fc.oneof(fc.record({ from: some }), fc.record({ to: some }), { weight: 2, arbitrary: fc.constant({}) }),
        for: span,
      }),
    },
    { weight: 1, arbitrary: fc.record({ at, loss: probability, for: span, links }) },
    { weight: 1, arbitrary: fc.record({ at, burstLoss: bursts, for: span, links }) },
    { weight: 2, arbitrary: fc.record({ at, corrupt: probability, checksum: maybe(fc.boolean()), for: span, links }) },
    { weight: 2, arbitrary: fc.record({ at, swizzle: some, for: span }) },
    { weight: 1, arbitrary: fc.record({ at, duplicate: probability, for: span, links }) },
    { weight: 1, arbitrary: fc.record({ at, reorder: probability, for: span, links }) },
    { weight: 1, arbitrary: fc.record({ at, delay: positiveLength, for: span, links }) },
    { weight: 2, arbitrary: fc.record({ at, clock: name, forward: positiveLength }) },
    { weight: 1, arbitrary: fc.record({ at, clock: name, backward: positiveLength }) },
    { weight: 2, arbitrary: fc.record({ at, drift: name, ppm: fc.constantFrom(-500_000, 200, 900_000), for: span }) },
    { weight: 1, arbitrary: fc.record({ at, drift: name, temperature: fc.constantFrom(20, 26, 60), for: span }) },
    { weight: 1, arbitrary: fc.record({ at, clockFreeze: name, for: span }) },
    { weight: 1, arbitrary: fc.record({ at, clockStrobe: name, by: positiveLength, period: positiveLength, for: span }) },
    { weight: 1, arbitrary: fc.record({ at, clockJitter: name, by: positiveLength, for: span }) },
    { weight: 1, arbitrary: fc.record({ at, leapSecond: some, smear: maybe(fc.constant('2s' as const)) }) },
    { weight: 1, arbitrary: fc.record({ at, falseInterval: name, backward: positiveLength, for: span }) },
    { weight: 2, arbitrary: fc.record({ at, slow: name, disk: fc.constantFrom(2, 7), cpu: fc.constantFrom(1, 3), for: span }) },
    {
      weight: 3,
      arbitrary: fc.record({ at, upgrade: name, to: fc.constantFrom('v2', 'v3'), drain: maybe(drain), for: maybe(positiveLength) }),
    },
    { weight: 1, arbitrary: fc.record({ at, powerLoss: some, for: positiveLength }) },
    {
      weight: 1,
      arbitrary: fc.record({ at, restartLoop: name, up: fc.constantFrom(1, 3), down: fc.constantFrom(1, 2), for: positiveLength }),
    },
    { weight: 1, arbitrary: fc.record({ at, diskLoss: name, for: maybe(span) }) },
    { weight: 2, arbitrary: fc.record({ at, lyingSync: name, for: span }) },
    { weight: 2, arbitrary: fc.record({ at, lostWrites: name, for: span }) },
    { weight: 2, arbitrary: fc.record({ at, misdirectedWrites: name, for: span }) },
    { weight: 2, arbitrary: fc.record({ at, tornWrites: name, block: maybe(fc.constant(2)), for: span }) },
    { weight: 2, arbitrary: fc.record({ at, failedSync: name, for: span }) },
    { weight: 2, arbitrary: fc.record({ at, diskFull: name, for: span }) },
    { weight: 2, arbitrary: fc.record({ at, readErrors: name, for: span }) },
    { weight: 1, arbitrary: fc.record({ at, gc: name, for: span }) },
    { weight: 1, arbitrary: fc.record({ at, blockingRead: name, for: span }) },
    { weight: 1, arbitrary: fc.record({ at, paging: name, faults: maybe(fc.integer({ min: 1, max: 4 })), for: span }) },
    { weight: 2, arbitrary: fc.record({ at, migration: name, forward: maybe(positiveLength), for: span }) },
    { weight: 3, arbitrary: fc.record({ at, bitRot: name, checksum: maybe(fc.boolean()) }) },
    { weight: 2, arbitrary: fc.record({ at, byzantine: name, lie: behaviour, for: span }) },
    {
      weight: 2,
      arbitrary: fc.record({ at, byzantine: fc.constant('a'), lie: fc.constant({ behaviour: 'handlers', version: 'v2' }), for: span }),
    },
  );
  return fault as fc.Arbitrary<Fault>;
}

const range = fc.constantFrom<readonly ['1ms', '9ms'] | '5ms'>(['1ms', '9ms'], '5ms');
const every = fc.constantFrom('8ms' as const, '20ms' as const);
const lasting = fc.oneof({ weight: 9, arbitrary: range }, { weight: 1, arbitrary: fc.constant('ever' as const) });
const strike = fc.record({ every, for: lasting });
const chances = fc.record({ every, for: lasting, probability: fc.constantFrom(0.5, 1) });

const nemesis: fc.Arbitrary<Nemesis> = fc.record(
  {
    crash: strike,
    pause: strike,
    stall: strike,
    partition: fc.record({ every, for: lasting, shape: maybe(fc.constant('any' as const)) }),
    clog: strike,
    loss: chances,
    burstLoss: fc.record({ every, for: lasting, mean: fc.constantFrom(0.3, 0.5), length: fc.constantFrom(1, 3) }),
    corrupt: fc.record({ every, for: lasting, probability: fc.constantFrom(0.5, 1), checksum: maybe(fc.boolean()) }),
    swizzle: strike,
    duplicate: chances,
    reorder: chances,
    delay: fc.record({ every, for: lasting, by: range }),
    clock: fc.record({ every, by: range }),
    drift: fc.record({ every, for: lasting, ppm: fc.constantFrom(200, 500_000) }),
    clockFreeze: strike,
    clockStrobe: fc.record({ every, for: lasting, by: range }),
    clockJitter: fc.record({ every, for: lasting, by: range }),
    leapSecond: fc.record({ every }),
    falseInterval: fc.record({ every, for: lasting, by: range }),
    slow: fc.record({ every, for: lasting, disk: fc.constant(5) }),
    powerLoss: fc.record({ every, for: range }),
    restartLoop: fc.record({ every, for: range, up: fc.constant(2), down: fc.constant(1) }),
    diskLoss: strike,
    lyingSync: strike,
    lostWrites: strike,
    misdirectedWrites: strike,
    tornWrites: strike,
    failedSync: strike,
    diskFull: strike,
    readErrors: strike,
    gc: fc.record({ every, for: maybe(range) }),
    blockingRead: fc.record({ every, for: maybe(range) }),
    paging: fc.record({ every, for: maybe(range) }),
    migration: fc.record({ every, for: maybe(range), by: maybe(range) }),
    bitRot: fc.record({ every, checksum: maybe(fc.boolean()) }),
    upgrade: fc.record({ every, for: range, to: fc.constant('v2'), drain: maybe(drain) }),
    byzantine: fc.record({ every, for: lasting, most: maybe(fc.constant(1)) }),
  },
  { requiredKeys: [] },
);

/** Where a run draws while it goes on. */
export function drawnSite(names: readonly string[]): fc.Arbitrary<string> {
  const name = fc.constantFrom(...names);
  const path = fc.tuple(name, name).map(([from, to]) => `${from}>${to}`);
  return fc.oneof(
    name.map((of) => `node/${of}`),
    name.map((of) => `disk/${of}`),
    name.map((of) => `byzantine/${of}`),
    fc
      .tuple(fc.constantFrom('latency', 'loss', 'burst', 'corrupt', 'damage', 'duplicate', 'again', 'reorder'), path)
      .map(([concern, of]) => `${concern}/${of}`),
  );
}

/** What single draws give, at sites of all sorts. */
function drawnScript(names: readonly string[]): fc.Arbitrary<RunOptions['choices']> {
  const line = fc.tuple(fc.nat(5), fc.constantFrom(0, 0.5, 0.999)).map(([position, value]) => ({ [position]: value }));
  return fc.dictionary(drawnSite(names), line, { maxKeys: 3, noNullPrototype: true });
}

function drawnDrop(names: readonly string[]): fc.Arbitrary<string> {
  const name = fc.constantFrom(...names);
  return fc.tuple(name, name, fc.nat(6)).map(([from, to, number]) => `${from}>${to}#${number}`);
}

function drawnLie(names: readonly string[]): fc.Arbitrary<NonNullable<RunOptions['lies']>[number]> {
  return fc.record({ node: fc.constantFrom(...names), behaviour, after: fc.nat(60) });
}

const clocks = maybe(
  fc.record({
    offset: fc.constantFrom(0, 5),
    drift: fc.constantFrom(0, 0, 200, 100_000),
    interval: maybe(fc.constant({ every: '7ms', uncertainty: '1ms', drift: 100_000 } as const)),
  }),
);

export const drawnScenario: fc.Arbitrary<DrawnScenario> = fc
  .integer({ min: 1, max: 4 })
  .chain((count) => {
    const names = NAMES.slice(0, count);
    const path = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map(([from, to]) => `${from}>${to}`);
    return fc.record({
      seed: fc.nat(1_000),
      programs: fc.array(program, { minLength: count, maxLength: count }),
      network: fc
        .record({ common: link, links: fc.dictionary(path, link, { maxKeys: 2, noNullPrototype: true }) })
        .map(({ common, links }) => ({ ...common, links })),
      syncLatency: fc.oneof({ weight: 2, arbitrary: length }, { weight: 1, arbitrary: latency }) as fc.Arbitrary<Latency>,
      readLatency: fc.constantFrom(0, 0, 1, { min: 0, max: 3 }) as fc.Arbitrary<Latency>,
      clocks: clocks as fc.Arbitrary<DrawnScenario['clocks']>,
      byzantine: fc.array(fc.option(behaviour, { nil: undefined, freq: 2 }), { minLength: count, maxLength: count }),
      faults: fc.array(drawnFault(names), { maxLength: 6 }),
      nemesis: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: nemesis }) as fc.Arbitrary<Nemesis>,
      stabilisesAt: fc.constantFrom(undefined, 0, 10, 20, 30, DURATION, DURATION + 10),
      core: fc.constantFrom<DrawnScenario['core']>(undefined, undefined, 'majority', 1, ['a']),
      properties: fc.array(drawnProperty, { maxLength: 3 }),
      options: fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        {
          weight: 1,
          arbitrary: fc.record({
            faults: fc.array(drawnFault(names), { maxLength: 2 }) as fc.Arbitrary<RunOptions['faults']>,
            drops: fc.array(drawnDrop(names), { maxLength: 2 }),
            lies: fc.array(drawnLie(names), { maxLength: 2 }),
            choices: drawnScript(names),
          }),
        },
      ) as fc.Arbitrary<RunOptions>,
      // Last, so that all else is drawn as it was without them.
      capacity: queued,
      switch: drawnSwitch(names),
      transport: fc.oneof(
        { weight: 2, arbitrary: fc.constant({}) },
        {
          weight: 1,
          arbitrary: fc.record({
            transport: fc.constantFrom('stream', 'datagram'),
            receiveBuffer: fc.constantFrom(undefined, '1kB', '2500B'),
          }),
        },
      ) as fc.Arbitrary<DrawnScenario['transport']>,
      strategy: fc.constantFrom(undefined, undefined, undefined, 'swarm', 'pct', 'guided:1.5', 'guided:2.7.11'),
    });
  })
  .map(({ strategy, ...drawn }) => (strategy === undefined ? drawn : { ...drawn, options: { ...drawn.options, strategy } }));

export function namesOf({ programs }: Pick<DrawnScenario, 'programs'>): readonly string[] {
  return NAMES.slice(0, programs.length);
}

/** What an author would have written. */
export function definitionOf(drawn: DrawnScenario): ScenarioDefinition {
  const names = namesOf(drawn);
  const {
    programs,
    network,
    capacity,
    transport,
    switch: between,
    syncLatency,
    readLatency,
    clocks: drawnClocks,
    byzantine,
    faults,
    nemesis: drawnNemesis,
    stabilisesAt,
    core,
    properties,
  } = drawn;
  return scenario({
    name: 'drawn',
    nodes: Object.fromEntries(names.map((name, index) => [name, nodeOf(programs[index]!, HANDLERS)])),
    versions: { v2: { a: nodeOf(programs.at(-1)!, HANDLERS) }, v3: {} },
    network: {
      ...network,
      ...capacity,
      ...transport,
      ...(between ? { switches: { s: { ...between, ports: Object.fromEntries(names.map((name) => [name, {}])) } } } : {}),
    } as never,
    disk: { syncLatency, readLatency },
    ...(drawnClocks ? { clocks: drawnClocks } : {}),
    byzantine: Object.fromEntries(names.map((name, index) => [name, byzantine[index]])),
    faults,
    nemesis: drawnNemesis,
    ...(stabilisesAt === undefined ? {} : { stabilisesAt }),
    // Nothing is ever demanded of the core of a system that never stabilises, which is refused.
    ...(core === undefined || stabilisesAt === undefined ? {} : { core: core as never }),
    duration: DURATION,
    properties: properties.map(propertyOf),
  }) as ScenarioDefinition;
}
