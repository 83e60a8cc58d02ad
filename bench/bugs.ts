/**
 * Bugs that were published, found again: how many seeds each strategy needs, as the median over disjoint ranges of seeds.
 * `npm run bench:bugs -- [--ranges N] [--most N] [--only PART-OF-A-NAME] [--json]`.
 */
import { parseArgs } from 'node:util';
import { modelOf, offersOf, runSeed, type Model } from '../sim-core/engine.ts';
import { SeedStrategies } from '../sim-core/search/seed-strategies.ts';
import { BUGS, type Bug } from './bugs-list.ts';
import { median } from './rows.ts';

const STRATEGIES = ['random', 'swarm', 'pct', 'guided', 'mixed'] as const;
type Name = (typeof STRATEGIES)[number];
/** Ranges lie so far apart that no two meet. */
const APART = 1_000_000;

interface Found {
  /** The median of how many seeds it took; more than `most`, where half of the ranges had none. */
  readonly seeds: number;
  /** The processor's time for all ranges, in seconds. */
  readonly seconds: number;
  /** In how many ranges it was found. */
  readonly found: number;
}

function search(model: Model, strategy: Name, ranges: number, most: number): Found {
  const started = process.cpuUsage();
  const needed = Array.from({ length: ranges }, (_, range) => seedsUntilFound(model, strategy, range * APART, most));
  return {
    seeds: median(needed),
    seconds: process.cpuUsage(started).user / 1e6,
    found: needed.filter((seeds) => seeds <= most).length,
  };
}

function seedsUntilFound(model: Model, strategy: Name, from: number, most: number): number {
  const strategies = new SeedStrategies(strategy, from);
  for (let seed = from; seed < from + most; seed++) {
    const outcome = runSeed(model, seed, { strategy: strategies.of(seed) }, { checks: 'few', notesNovelty: strategies.learns });
    if (outcome.verdict === 'violated') return seed - from + 1;
    strategies.learn(outcome);
  }
  return most + 1;
}

function modelOfBug({ exports, scenario }: Bug): Model {
  const offer = offersOf(exports).find(({ id }) => id === scenario);
  if (!offer)
    throw new Error(
      `There is no scenario ${scenario} among ${offersOf(exports)
        .map(({ id }) => id)
        .join(', ')}.`,
    );
  return modelOf(offer.definition);
}

function kindsOf({ nemesis, faults, links, clocksDiffer, hasQuiet, byzantine }: Model): string {
  const network = [
    links.some(({ loss }) => loss > 0) ? 'loss' : '',
    links.some(({ duplicate }) => duplicate > 0) ? 'duplicate' : '',
    links.some(({ reorder }) => reorder > 0 && reorder < 1) ? 'reorder' : '',
    clocksDiffer ? 'clocks' : '',
    Object.keys(byzantine).length > 0 ? 'byzantine' : '',
  ];
  const drawn = hasQuiet ? ['everything'] : nemesis.map(({ kind }) => kind);
  return [...new Set([...drawn, ...faults.map(({ kind }) => kind), ...network])].filter(Boolean).join(' ') || 'none';
}

const { values } = parseArgs({
  options: {
    ranges: { type: 'string', default: '20' },
    most: { type: 'string', default: '1000' },
    only: { type: 'string', default: '' },
    strategies: { type: 'string', default: STRATEGIES.join() },
    json: { type: 'boolean', default: false },
  },
});
const [ranges, most] = [Number(values.ranges), Number(values.most)];
const chosen = STRATEGIES.filter((name) => values.strategies.split(',').includes(name));
const text = (seeds: number): string => (seeds > most ? `> ${most}` : String(seeds));
const rows = BUGS.filter(({ name }) => name.includes(values.only));
if (!values.json) {
  console.log(
    `The median of how many seeds it takes to find each of ${rows.length} published bugs, over ${ranges} disjoint ranges of up to ${most} seeds;`,
  );
  console.log('in brackets the time of the processor for a range, in seconds.\n');
  console.log(`${'bug'.padEnd(34)}${chosen.map((name) => name.padStart(16)).join('')}   faults; source`);
}
const all = [];
for (const bug of rows) {
  const model = modelOfBug(bug);
  const found = Object.fromEntries(chosen.map((name) => [name, search(model, name, ranges, most)])) as Record<Name, Found>;
  const { name, source } = bug;
  all.push({ name, source, faults: kindsOf(model), ...found });
  const cells = chosen.map((strategy) => `${text(found[strategy].seeds)} (${(found[strategy].seconds / ranges).toFixed(2)})`.padStart(16));
  if (!values.json) console.log(`${name.padEnd(34)}${cells.join('')}   ${kindsOf(model)}; ${source}`);
}
if (values.json) console.log(JSON.stringify({ ranges, most, bugs: all }));
