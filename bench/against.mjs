// The command line of an earlier version beside the present one, in turns, on that version's examples: what users feel of a sweep.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Version 0.1.0, whose figures the targets are told in. */
const EARLIER = 'cd1c0c3';
const ROUNDS = 3;
const PROJECT = resolve(import.meta.dirname, '..');

/** The earlier version, taken from the history and built in a folder of its own; undefined where the history does not reach so far. */
function earlier() {
  const folder = join(PROJECT, '.cache', `bench-${EARLIER}`);
  if (existsSync(join(folder, 'dist', 'backstep.js'))) return folder;
  const archive = spawnSync('git', ['archive', EARLIER], { cwd: PROJECT, maxBuffer: 1 << 28 });
  if (archive.status !== 0) return undefined;
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-x', '-C', folder], { input: archive.stdout });
  if (!existsSync(join(folder, 'node_modules'))) symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: folder, stdio: 'ignore' });
  return folder;
}

function backstep(folder, args) {
  const start = performance.now();
  const { stdout } = spawnSync(process.execPath, [join(folder, 'dist', 'backstep.js'), ...args, '--json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { ...JSON.parse(stdout), elapsed: (performance.now() - start) / 1_000 };
}

/** The most that was seen in a few rounds, in which the versions take turns: a busy machine only ever takes away. */
function best(measurements) {
  const found = measurements.map(() => -Infinity);
  for (let round = 0; round < ROUNDS; round++) measurements.forEach((measure, index) => (found[index] = Math.max(found[index], measure())));
  return found;
}

const old = earlier();
if (old === undefined) {
  console.log(`  The history does not reach back to ${EARLIER}, so that there is nothing to compare with: fetch it whole.`);
} else {
  for (const [example, seeds, target] of [
    ['leases/fenced.ts', 8_000, 4],
    ['raft/raft.ts', 400, 2.5],
  ]) {
    const file = join(old, 'examples', example);
    const rate = (folder, workers) => () => {
      const { events, wallSeconds } = backstep(folder, ['sweep', file, '--seeds', String(seeds), '--workers', String(workers)]);
      return events / wallSeconds;
    };
    const [before, now, both] = best([rate(old, 1), rate(PROJECT, 1), rate(PROJECT, 2)]);
    const first = -best([() => -backstep(PROJECT, ['run', file, '--seed', '1']).elapsed])[0];
    const line = (met, what, measured, wanted) =>
      console.log(`${met ? ' ' : '!'} ${what.padEnd(62)} ${measured.padEnd(38)} target ${wanted}`);
    const thousands = (value) => `${Math.round(value / 1_000)} k`;
    line(
      now / before >= target,
      `${example}: events a second, one worker, against 0.1.0`,
      `${(now / before).toFixed(2)} × (${thousands(now)}, was ${thousands(before)})`,
      `${target} ×`,
    );
    line(both / now >= 1.7, `${example}: two workers against one`, `${(both / now).toFixed(2)} ×`, '1.7 ×');
    line(first <= 0.6, `${example}: from the command to its first seed`, `${first.toFixed(2)} s`, '0.6 s');
  }
}
