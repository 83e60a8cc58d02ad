import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCompiler } from './compiler.ts';
import { permissionFlags } from './permissions.ts';
import { RunnerProblems, type Runner } from './runner-api.ts';
import { createRunner } from './runner.ts';

/** One thing of this machine: whether it is as Backstep needs it, and what was found. */
export interface Finding {
  readonly name: string;
  /** A wall that does not stand and need not is `absent`. */
  readonly state: 'ok' | 'absent' | 'broken';
  readonly found: string;
}

const OLDEST_NODE = 20;

/** A scenario may hoard so much while the walls are tried. */
const MEGABYTES = 64;
/** A handler may compute so long, and so much longer where it is memory that has to run out before. */
const MILLISECONDS = 1_000;
const PATIENT_MILLISECONDS = 60_000;

/** Scenarios that try the walls, and what has to become of them. */
const WALLS: readonly (readonly [name: string, tick: string, refused: RegExp | undefined, stands: string])[] = [
  ['simulator', '', undefined, 'a scenario was compiled, run and judged in a process of its own'],
  [
    'realm',
    'if (typeof process !== typeof fetch || typeof fetch !== "undefined") for (;;);',
    undefined,
    'a handler finds no process and no network',
  ],
  ['time', 'for (;;);', /did not return within 1 s/, 'a handler that never returned was ended'],
  ['memory', 'for (const all = []; ; ) all.push(new Array(1e5).fill(0));', /more than 64 MB/, 'a handler that hoarded was ended'],
  [
    'buffers',
    'for (const all = []; ; ) all.push(new Uint8Array(1e7).fill(1));',
    /more than 64 MB/,
    'a handler that hoarded buffers was ended',
  ],
];

/** Looks at this machine, and tries each wall around a scenario with a scenario that runs against it. */
export async function examine(): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'backstep-doctor-'));
  try {
    const walls: Finding[] = [];
    for (const wall of WALLS) walls.push(await tried(folder, wall));
    return [
      nodeVersion(),
      compiler(),
      { name: 'cores', state: 'ok', found: `${availableParallelism()}, so many workers has a sweep` },
      ...walls,
      permissions(folder),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function nodeVersion(): Finding {
  const { version } = process;
  const isOld = Number(/^v(\d+)/.exec(version)?.[1]) < OLDEST_NODE;
  return { name: 'Node.js', state: isOld ? 'broken' : 'ok', found: isOld ? `${version}; install ${OLDEST_NODE} or newer` : version };
}

function compiler(): Finding {
  const { version } = loadCompiler();
  try {
    createRequire(import.meta.url).resolve('esbuild');
    return { name: 'compiler', state: 'ok', found: `esbuild ${version}, the native program` };
  } catch {
    return {
      name: 'compiler',
      state: 'ok',
      found: `esbuild ${version} as WebAssembly, which is slower; npm install esbuild brings the native program`,
    };
  }
}

async function tried(folder: string, [name, tick, refused, stands]: (typeof WALLS)[number]): Promise<Finding> {
  const file = join(folder, `${name}.ts`);
  await writeFile(file, scenarioWith(tick));
  const isOfMemory = refused?.test('more than 64 MB') ?? false;
  const runner = createRunner({ memoryMegabytes: MEGABYTES, watchdogMilliseconds: isOfMemory ? PATIENT_MILLISECONDS : MILLISECONDS });
  const { verdict, told } = await outcomeOf(runner, file);
  const isAsItShould = refused ? refused.test(told) : verdict === 'held';
  return isAsItShould
    ? { name, state: 'ok', found: stands }
    : { name, state: 'broken', found: told === '' ? `the scenario came to ${verdict}` : told };
}

async function outcomeOf(runner: Runner, file: string): Promise<{ verdict: string; told: string }> {
  try {
    const scenario = await runner.open(file);
    try {
      const { outcome } = await scenario.record(0);
      return { verdict: outcome.verdict, told: '' };
    } finally {
      scenario.close();
    }
  } catch (error) {
    if (error instanceof RunnerProblems) return { verdict: 'none', told: error.message };
    throw error;
  }
}

function scenarioWith(tick: string): string {
  return `import { node, safety, scenario } from 'backstep';
const clock = node<never>()({
  init: (self) => (self.setTimer('tick', '1ms'), {}),
  on: {},
  timers: { tick() { ${tick} } },
});
class Wall { @safety static stands() { return true; } }
export default scenario({ name: 'doctor', nodes: { clock }, duration: '1s', properties: [Wall] });
`;
}

/** Tries all that the second wall is to refuse, and says what it let through. */
const AGAINST_PERMISSIONS = `
const { readFileSync, writeFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const through = Object.entries({
  'reads a file': () => readFileSync(process.execPath),
  'writes a file': () => writeFileSync(process.argv[1], ''),
  'starts a program': () => spawnSync(process.execPath, ['--version']).status ?? null.status,
}).filter(([, attempt]) => { try { attempt(); return true; } catch { return false; } });
process.stdout.write(JSON.stringify(through.map(([what]) => what)));`;

/** Node.js's second wall, which stands where it leaves the inspector open. */
function permissions(folder: string): Finding {
  const name = 'permissions';
  const flags = permissionFlags(folder);
  if (flags.length === 0) {
    const why = 'its permission model would close the inspector, which tells where handlers stand';
    return { name, state: 'absent', found: `this Node.js has no second wall that can be used: ${why}; Node.js 24.12 and newer have one` };
  }
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', AGAINST_PERMISSIONS, join(folder, 'written')], {
    encoding: 'utf8',
  });
  if (stdout === '[]')
    return { name, state: 'ok', found: 'by Node.js too the process of a scenario reads no other file, writes none and starts no program' };
  return {
    name,
    state: 'broken',
    found: stdout === '' ? `the process did not start: ${stderr.trim()}` : `the process of a scenario ${stdout}`,
  };
}
