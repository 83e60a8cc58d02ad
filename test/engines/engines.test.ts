/**
 * The promise that a seed is the same run everywhere, kept by the command line as it ships: every example
 * over engines, numbers of workers, time zones, languages and a busy machine, against hashes that are pinned.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run } from '../../scripts/host.ts';
import { installNode, NODE_VERSIONS, NoSuchNode } from '../../scripts/install-node.ts';
import { startBusyProcess, type BusyProcess } from '../support/busy.ts';
import { backstep, PROJECT } from '../support/runner.ts';
import { SOAK } from '../support/soak.ts';

const GOLDEN = join(PROJECT, 'test', 'golden', 'engines.json');
const SEEDS = 40;

/** The examples that export a scenario, as the extension recognises them. */
const EXAMPLES = readdirSync(join(PROJECT, 'examples'), { recursive: true, encoding: 'utf8' })
  .map((file) => `examples/${file.replaceAll('\\', '/')}`)
  .filter((file) => /\.m?[jt]s$/.test(file) && /export\s+default\s+scenario\s*\(/.test(readFileSync(join(PROJECT, file), 'utf8')))
  .sort();

interface Engine {
  readonly name: string;
  readonly program?: string;
  /** Why it is not there. */
  readonly skip?: string;
}

/** Whatever runs the tests is an engine too, and the only one where npm has no others. */
const HOST: Engine = { name: `the Node.js at hand (${process.version})`, program: process.execPath };

async function engineOf(version: string): Promise<Engine> {
  const name = `Node.js ${version}`;
  if (process.version === `v${version}`) return { name, program: process.execPath };
  try {
    return { name, program: (await installNode(version, console.log)).program };
  } catch (error) {
    if (error instanceof NoSuchNode) return { name, skip: `${error.message} THIS ENGINE IS NOT CHECKED HERE.` };
    throw error;
  }
}

interface Condition {
  readonly name: string;
  readonly workers: 1 | 2;
  readonly env?: NodeJS.ProcessEnv;
  readonly busy?: boolean;
}

/** LC_ALL would win over LANG where somebody has set it. */
const KOLKATA = { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };

/**
 * Each condition is met by every engine, combined so that few sweeps meet all of them. The last one takes long: each
 * engine meets it with its share of the examples, so that together they meet it with all; with `SOAK=2` each does with all.
 */
const CONDITIONS: readonly Condition[] = [
  { name: 'with one worker', workers: 1 },
  { name: 'with two workers, in Kolkata and in Turkish, on a busy machine', workers: 2, env: KOLKATA, busy: true },
];

interface Swept {
  readonly hash: string;
  readonly seeds: { readonly run: number };
}

async function hashOf(
  example: string,
  workers: number,
  { program = process.execPath, env = {} }: { program?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const args = ['sweep', example, '--seeds', String(SEEDS), '--workers', String(workers), '--no-shrink', '--json'];
  const { exit, stdout, stderr } = await backstep(args, PROJECT, { program, env });
  // What a sweep finds is not the matter here, only that it ran: 1 is a violation, 3 an unknown or vacuous verdict.
  assert.ok([0, 1, 3].includes(exit), `backstep ${args.join(' ')} ended with ${exit}:\n${stderr}`);
  // A file of several scenarios answers with a list of such sweeps.
  const report = JSON.parse(stdout) as Swept & { scenarios?: Swept[] };
  const sweeps = report.scenarios ?? [report];
  for (const { seeds } of sweeps) assert.equal(seeds.run, SEEDS, 'all seeds were run');
  return sweeps.map(({ hash }) => hash).join(' ');
}

async function pinAnew(): Promise<void> {
  const hashes: Record<string, string> = {};
  for (const example of EXAMPLES) hashes[example] = await hashOf(example, 1);
  writeFileSync(GOLDEN, `${JSON.stringify({ seeds: SEEDS, hashes }, null, 2)}\n`);
}

// `UPDATE_GOLDEN=1` pins the hashes anew, when the runs are meant to change.
if (process.env.UPDATE_GOLDEN) await pinAnew();
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as { seeds: number; hashes: Readonly<Record<string, string>> };

const engines: Engine[] = [];
for (const version of Object.values(NODE_VERSIONS)) engines.push(await engineOf(version));
if (!engines.some(({ program }) => program === process.execPath)) engines.unshift(HOST);

describe('the pinned hashes', () => {
  it('are of every example that exports a scenario, and of as many seeds as are swept here', () => {
    assert.ok(EXAMPLES.length > 0, 'no example was found');
    const cure = 'Pin them with `UPDATE_GOLDEN=1 npm run test:engines`.';
    assert.deepEqual(Object.keys(golden.hashes).sort(), EXAMPLES, cure);
    assert.equal(golden.seeds, SEEDS, cure);
  });

  it('are of runs that differ', () => {
    const hashes = Object.values(golden.hashes);
    assert.equal(new Set(hashes).size, hashes.length);
  });
});

const present = engines.filter(({ program }) => program !== undefined);
for (const engine of engines) {
  const { name, program, skip } = engine;
  if (program === undefined) it(`${name} runs the examples as everywhere`, { skip }, () => undefined);
  else
    for (const condition of CONDITIONS) {
      // Two workers have the machine to themselves, and two other processes; one worker leaves room for a second sweep.
      const concurrency = 3 - condition.workers;
      const examples = condition.busy && SOAK < 2 ? EXAMPLES.filter((_, index) => present[index % present.length] === engine) : EXAMPLES;
      describe(`${name} ${condition.name}`, { concurrency }, () => runsTheExamples(program, condition, examples));
    }
}

function runsTheExamples(program: string, { workers, env, busy = false }: Condition, examples: readonly string[]): void {
  const others: BusyProcess[] = [];
  before(() => {
    if (busy) others.push(startBusyProcess(), startBusyProcess());
  });
  after(() => others.forEach((other) => other.end()));

  for (const example of examples) {
    it(`runs ${example} as everywhere`, async () => {
      const hash = await hashOf(example, workers, { program, env });
      const pinned = golden.hashes[example];
      assert.ok(
        hash === pinned,
        `The seeds 0 to ${SEEDS - 1} give the hash ${hash}, and ${pinned} is pinned in test/golden/engines.json. If every engine fails alike, the runs ` +
          'themselves have changed: where that is meant, pin them with `UPDATE_GOLDEN=1 npm run test:engines` and tell it in CHANGELOG.md. ' +
          'If only some do, something in the core or in the example is not the same on every engine.',
      );
    });
  }
}

describe('the check of engines', () => {
  it('speaks with the engines that it names', async () => {
    for (const { name, program } of engines) {
      if (program) assert.ok(name.includes((await run(program, ['-p', 'process.versions.node'])).trim()), name);
    }
  });

  it('reaches the program with the time zone and the language that it sets', async () => {
    for (const { program } of engines) {
      if (!program) continue;
      const said = await run(program, ['-p', '[new Date(0).getHours(), new Intl.DateTimeFormat().resolvedOptions().locale]'], {
        env: { ...process.env, ...KOLKATA },
      });
      assert.match(said, /\[ 5, 'tr-TR' \]/);
    }
  });
});
