import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { SweepReport } from '../../runner/protocol.ts';
import { findRedis } from '../../scripts/install-redis.ts';
import { eventually } from '../support/eventually.ts';
import { backstep, PROJECT, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

/** Each seed takes long enough that workers are in the middle of a portion when they are killed. */
const SLOW = scenarioSource(`let spent = 0;
      for (let at = 0; at < 300_000; at++) spent += at % 7;
      if (spent > 0 && self.random() < 0.01) throw new RangeError('tick');`);

let folder = '';
let port = 0;
let redis: ChildProcess | undefined;
const processes = new Set<ChildProcess>();
const url = (): string => `redis://127.0.0.1:${port}`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return free;
}

/** On loopback, with all that it was told on disk, so that it knows it again after a restart. */
async function startRedis(): Promise<void> {
  const program = findRedis();
  assert.ok(program, 'redis-server is missing: `npm run test:queue` installs it as root on Debian; elsewhere install Redis 5 or newer.');
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', ''];
  redis = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  processes.add(redis);
  let said = '';
  redis.stdout!.on('data', (text: Buffer) => (said += text.toString()));
  await eventually(() => assert.match(said, /Ready to accept connections/));
}

async function end(process: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  process.kill(signal);
  await hasEnded(process);
}

async function hasEnded(process: ChildProcess): Promise<void> {
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
}

interface Working {
  readonly process: ChildProcess;
  readonly said: () => string;
}

function startWorker(where = folder, ...options: string[]): Working {
  const args = [join(PROJECT, 'dist/backstep.js'), 'work', '--queue', url(), '--workers', '1', '--lost-after', '2s', ...options];
  const worker = spawn(process.execPath, args, { cwd: where, stdio: ['ignore', 'ignore', 'pipe'] });
  processes.add(worker);
  let said = '';
  worker.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return { process: worker, said: () => said };
}

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);
const SWEEP = ['sweep', 'slow.ts', '--seeds', '480', '--no-shrink', '--json'];
/** How long it took, and how much was run twice to be sure, is no result. */
const found = ({ stdout }: CommandResult): object => ({
  ...(JSON.parse(stdout) as SweepReport),
  wallSeconds: 0,
  costs: null,
  rechecked: 0,
});

before(async () => {
  folder = makeScratchFolder();
  writeSource(folder, 'slow.ts', SLOW);
  port = await freePort();
  await startRedis();
});

after(async () => {
  for (const process of processes) await end(process, 'SIGKILL');
  removeScratchFolder(folder);
});

describe('a sweep by a queue', () => {
  it('finds what one machine finds, though two of four workers are killed while they work, and Redis is restarted', async () => {
    const workers = [1, 2, 3, 4].map(() => startWorker());
    const sweeping = run(...SWEEP, '--queue', url(), '--portion', '16');
    for (const { process, said } of workers.slice(0, 2)) {
      // One portion is done, and the next one is under way.
      await eventually(() => assert.match(said(), /portion \d+ of 30/));
      await end(process, 'SIGKILL');
    }
    await end(redis!, 'SIGTERM');
    await startRedis();
    const queued = await sweeping;
    const alone = await run(...SWEEP);
    assert.equal(queued.exit, alone.exit);
    assert.equal(queued.exit, 1);
    assert.deepEqual(found(queued), found(alone));
    assert.match(queued.stderr, /30 portions of seeds are in the queue at redis:\/\/127\.0\.0\.1/);
    for (const { process } of workers.slice(2)) {
      assert.equal(process.exitCode, null);
      await end(process, 'SIGINT');
      assert.equal(process.exitCode, 0);
    }
  });

  it('is run by workers that have the same files: another one says so, and leaves its portion to them', async () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(
      join(elsewhere, 'slow.ts'),
      `${readFileSync(join(folder, 'slow.ts'), 'utf8')}\n// Another commit.\nexport const other = 1;\n`,
    );
    const stranger = startWorker(elsewhere);
    const sweeping = run('sweep', 'slow.ts', '--seeds', '20', '--no-shrink', '--json', '--queue', url());
    await hasEnded(stranger.process);
    assert.equal(stranger.process.exitCode, 2);
    assert.match(
      stranger.said(),
      /slow\.ts, or what it imports, is not here what it is where the sweep was started: bring this worker to the same commit\./,
    );
    const right = startWorker(folder, '--idle', '2s');
    assert.deepEqual(found(await sweeping), found(await run('sweep', 'slow.ts', '--seeds', '20', '--no-shrink', '--json')));
    await hasEnded(right.process);
    assert.equal(right.process.exitCode, 0);
  });
});

describe('a sweep by a queue and a strategy', () => {
  const swarm = ['sweep', 'weather.ts', '--seeds', '40', '--strategy', 'swarm', '--no-shrink', '--json'];

  it('finds what one machine finds by that strategy', async () => {
    const rest = `, nemesis: { crash: { every: '20ms', for: '5ms' }, pause: { every: '30ms', for: '5ms' } }, stabilisesAt: '90ms'`;
    writeSource(folder, 'weather.ts', scenarioSource('', { rest }));
    const worker = startWorker(folder, '--idle', '2s');
    const [queued, alone] = [await run(...swarm, '--queue', url()), await run(...swarm)];
    assert.deepEqual(found(queued), found(alone));
    assert.equal((found(queued) as SweepReport).strategy, 'swarm');
    await hasEnded(worker.process);
  });

  it('is refused where its seeds go on from each other, before anybody takes a portion', async () => {
    const { exit, stderr } = await run('sweep', 'slow.ts', '--seeds', '20', '--strategy', 'guided', '--queue', url());
    assert.equal(exit, 2);
    assert.match(stderr, /A part of a sweep cannot be guided: guided seeds go on from what others have found/);
  });
});

describe('a queue that cannot be used', () => {
  const refused = async (pattern: RegExp, ...args: string[]): Promise<void> => {
    const { exit, stderr } = await run(...args);
    assert.equal(exit, 2);
    assert.match(stderr, pattern);
  };

  it('is told in one sentence: nobody answers there, it is no address, or the sweep is no whole', async () => {
    const nowhere = `redis://127.0.0.1:${await freePort()}`;
    await refused(/^No Redis answers at redis:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*\. Start one/m, 'work', '--queue', nowhere);
    await refused(/^No Redis answers at/m, 'sweep', 'slow.ts', '--seeds', '10', '--queue', nowhere);
    await refused(/'localhost' is no address of a queue: write --queue redis:\/\/HOST:6379/, 'work', '--queue', 'localhost');
    await refused(/--until and --queue exclude each other/, 'sweep', 'slow.ts', '--seeds', '10', '--queue', url(), '--until', 'first');
    await refused(/'0' is no size of a portion/, 'sweep', 'slow.ts', '--seeds', '10', '--queue', url(), '--portion', '0');
  });

  it('tells a mistake in the scenario as one machine does', async () => {
    writeSource(folder, 'mistaken.ts', scenarioSource('', { rest: ', faults: [{ at: 0, crash: "nobody" }]' }));
    const worker = startWorker(folder, '--idle', '3s');
    await refused(/nobody/, 'sweep', 'mistaken.ts', '--seeds', '10', '--queue', url());
    await end(worker.process, 'SIGINT');
  });
});
