import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { RandomStream } from '../../sim-core/base/random.ts';
import { eventually } from '../support/eventually.ts';
import { PROJECT, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

/** `KILLS=200` for many more. */
const KILLS = Number(process.env['KILLS'] ?? 12);
const SIGNALS = ['SIGKILL', 'SIGINT', 'SIGTERM'] as const;
type Signal = (typeof SIGNALS)[number];

let folder = '';
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'clock.ts', scenarioSource('', { rest: ", ...{ duration: '60s' }" }));
});
after(() => removeScratchFolder(folder));

interface Started {
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line, as the leader of a group of its own, which all that it starts belongs to. */
function start(args: readonly string[]): Started {
  const child = spawn(process.execPath, [join(PROJECT, 'dist/backstep.js'), ...args], { cwd: folder, detached: true });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }) as Ended);
  return { pid: child.pid!, ended };
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
      .split('\n')
      .map(Number)
      .filter(Boolean);
  } catch {
    // `ps` fails where it finds none.
    return [];
  }
}

function kill(pid: number, signal: Signal): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It may have ended by itself since it was looked for.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Nothing of a group is left, which would otherwise answer. */
function requireGone(group: number): Promise<void> {
  return eventually(() => assert.throws(() => process.kill(-group, 0), { code: 'ESRCH' }, 'something was left running'));
}

const COMMANDS = [
  { args: ['run', 'clock.ts', '--seed', '1', '--out', 'written'], told: (stdout: string) => stdout },
  {
    args: ['sweep', 'clock.ts', '--seeds', '60', '--workers', '2', '--junit', 'written', '--json'],
    // How long it took is otherwise each time.
    told: (stdout: string) => JSON.stringify({ ...(JSON.parse(stdout) as object), wallSeconds: 0, costs: null, fresh: null }),
  },
  { args: ['replay', 'made.backstep', '--json'], told: (stdout: string) => stdout },
] as const;

describe('a kill at any moment', { skip: process.platform === 'win32' }, () => {
  it('ends with the right code, leaves nothing half-written and nothing running', async () => {
    const made = await start(['run', 'clock.ts', '--seed', '1', '--out', 'made.backstep']).ended;
    assert.equal(made.code, 0, made.stderr);
    const undisturbed = [];
    for (const { args, told } of COMMANDS) {
      const since = performance.now();
      const { code, stdout, stderr } = await start(args).ended;
      assert.equal(code, 0, stderr);
      undisturbed.push({ told: told(stdout), took: performance.now() - since });
    }
    const whole = readFileSync(join(folder, 'made.backstep'));
    const names = new Set(readdirSync(folder));
    const random = new RandomStream(11, 'test/kills');
    const counts = { 'the command line': 0, 'its workers': 0, 'ended by it': 0, refused: 0, 'as if nothing had been': 0 };

    for (let count = 0; count < KILLS; count++) {
      const which = count % COMMANDS.length;
      const signal = SIGNALS[random.below(SIGNALS.length)]!;
      const { args, told } = COMMANDS[which]!;
      const old = `old ${count}`;
      writeFileSync(join(folder, 'written'), old);
      const { pid, ended } = start(args);
      await pause(random.next() * undisturbed[which]!.took);
      const children = random.chance(0.5) ? childrenOf(pid) : [];
      const victim = children.length > 0 ? children[random.below(children.length)]! : pid;
      kill(victim, signal);
      counts[victim === pid ? 'the command line' : 'its workers']++;
      const { code, signal: by, stdout, stderr } = await ended;
      const what = `${args[0]}, ${signal} to ${victim === pid ? 'the command line' : 'a worker'}: ${code ?? by} ${stdout.slice(0, 300)} ${stderr}`;

      assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+/m, what);
      if (code === 0) {
        assert.equal(told(stdout), undisturbed[which]!.told, what);
        counts['as if nothing had been']++;
      } else if (victim === pid) {
        // 128 and the number of the signal, where there was something to be removed first.
        assert.ok(by === signal || (signal !== 'SIGKILL' && [130, 143].includes(code!)), what);
        counts['ended by it']++;
      } else {
        assert.equal(code, 2, what);
        assert.match(
          stdout + stderr,
          new RegExp(`The process of the scenario has ended by ${signal}|The compiler failed: The service`),
          what,
        );
        counts.refused++;
      }
      await requireGone(pid);
      const written = readFileSync(join(folder, 'written'));
      if (args[0] === 'run') assert.ok(written.equals(whole) || (written.toString() === old && code !== 0), what);
      if (args[0] === 'sweep') assert.match(written.toString(), code === 0 ? /<\/testsuites>\s*$/ : /<\/testsuites>\s*$|^old \d+$/, what);
      const more = readdirSync(folder).filter((name) => !names.has(name));
      // Only what nobody can answer leaves the part under a name of its own.
      assert.ok(
        more.every((name) => name.endsWith('.partial') && signal === 'SIGKILL' && victim === pid),
        `${what} left ${more.join(', ')}`,
      );
      for (const name of more) names.add(name);
    }
    console.log(
      `kills ${KILLS}: ${Object.entries(counts)
        .map(([name, number]) => `${name} ${number}`)
        .join(', ')}`,
    );
  });

  it('inside a write of 200 MB leaves the old file or the new one', async () => {
    const target = join(folder, 'large');
    const length = 200 * 2 ** 20;
    writeSource(
      folder,
      'writer.mts',
      `import { writeWhole } from ${JSON.stringify(join(PROJECT, 'runner/trace-file.ts'))};
for (let sign = 1; ; sign = 3 - sign) {
  const bytes = new Uint8Array(${length}).fill(sign);
  console.log('writes');
  await writeWhole(${JSON.stringify(target)}, bytes);
  console.log('wrote');
}`,
    );
    const random = new RandomStream(12, 'test/kills');
    for (const signal of SIGNALS) {
      const before = new Set(readdirSync(folder));
      const child = spawn(process.execPath, ['--import', 'tsx', join(folder, 'writer.mts')], { cwd: PROJECT });
      const closed = once(child, 'close');
      let [told, complained] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
      await eventually(() => assert.match(told, /wrote\nwrites$/m, complained), { every: 5 });
      // Somewhere in the second write: its part is there and grows.
      const part = await eventually(
        () => readdirSync(folder).find((name) => name.endsWith('.partial') && !before.has(name)) ?? assert.fail('no part'),
        { every: 1 },
      );
      await pause(random.below(50));
      child.kill(signal);
      await closed;
      const bytes = readFileSync(target);
      assert.equal(bytes.length, length);
      assert.ok(bytes.equals(Buffer.alloc(length, bytes[0])), 'all of it is of one write');
      if (signal !== 'SIGKILL') assert.ok(!readdirSync(folder).includes(part), `${signal} removes the part`);
    }
  });
});
