import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { permissionFlags } from '../../runner/permissions.ts';
import { backstep, builtRunner, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';
import { eventually } from '../support/eventually.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const runner = builtRunner({ watchdogMilliseconds: 120_000, memoryMegabytes: 128 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

/** The processes that were started by this one and are a scenario's. */
function scenarioProcesses(): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === process.pid && args!.includes('host.js') ? [Number(pid)] : [];
  });
}

describe('the process of a scenario', () => {
  it('that uses too much memory in buffers is ended, and says so', async () => {
    const hoarding = scenarioSource('for (const all = []; ; ) all.push(new Uint8Array(1e7).fill(1));');
    const scenario = await runner.open(writeSource(folder, 'hoarding.ts', hoarding));
    const [problem] = await problemsOf(scenario.record(7));
    assert.match(problem!.message, /^The scenario used more than 128 MB of memory, in seed 7\.$/);
  });

  it('that the engine aborts takes nothing else with it, and is told with its seed', async () => {
    const scenario = await runner.open(writeSource(folder, 'endless.ts', scenarioSource('if (state.ticks === 3) for (;;);')));
    const running = scenarioProcesses().at(-1);
    const recording = problemsOf(scenario.record(3));
    process.kill(running!, 'SIGABRT');
    assert.match((await recording)[0]!.message, /used more than 128 MB of memory, in seed 3\./);
    const healthy = await runner.open(writeSource(folder, 'healthy.ts', scenarioSource('')));
    assert.equal((await healthy.record(3)).outcome.verdict, 'held');
    healthy.close();
  });

  it('that is killed is told to those who wait and to those who listen', async () => {
    const scenario = await runner.open(writeSource(folder, 'killed.ts', scenarioSource('')));
    const heard: unknown[] = [];
    scenario.onDied((problem) => heard.push(problem));
    const running = scenarioProcesses().at(-1);
    process.kill(running!, 'SIGKILL');
    const problem = { message: 'The process of the scenario has ended by SIGKILL.', cure: 'Run it again.' };
    await eventually(() => assert.deepEqual(heard, [problem]));
    assert.deepEqual(await problemsOf(scenario.record(1)), [problem]);
  });

  it('is gone when the scenario is closed', async () => {
    const scenario = await runner.open(writeSource(folder, 'closed.ts', scenarioSource('')));
    assert.notDeepEqual(scenarioProcesses(), []);
    scenario.close();
    await eventually(() => assert.deepEqual(scenarioProcesses(), []));
  });

  it('is told nothing of the environment of whoever started it but language and time', { skip: process.platform !== 'linux' }, async () => {
    process.env['BACKSTEP_TEST_SECRET'] = 'secret';
    try {
      const scenario = await runner.open(writeSource(folder, 'environment.ts', scenarioSource('')));
      const running = scenarioProcesses().at(-1);
      assert.ok(!readFileSync(`/proc/${running}/environ`, 'utf8').includes('secret'));
      scenario.close();
    } finally {
      delete process.env['BACKSTEP_TEST_SECRET'];
    }
  });
});

describe('backstep doctor', () => {
  it('tries the walls around a scenario, and each of them stands', async () => {
    const { exit, stdout } = await backstep(['doctor', '--json'], folder);
    const { findings } = JSON.parse(stdout) as { findings: { name: string; state: string }[] };
    assert.deepEqual(
      findings.filter(({ state }) => state !== 'ok').map(({ name, state }) => `${name} ${state}`),
      // Only newer engines have a permission model that leaves the inspector open.
      permissionFlags(folder).length === 0 ? ['permissions absent'] : [],
    );
    assert.ok(['realm', 'time', 'memory', 'buffers'].every((wall) => findings.some(({ name }) => name === wall)));
    assert.equal(exit, 0);
  });
});
