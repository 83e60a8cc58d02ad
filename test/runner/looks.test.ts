import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { plainFromJson } from '../../sim-core/base/plain-json.ts';
import { backstep, writeSource, type CommandResult } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

/** Keeps what JSON lacks, writes to its disk, loses a node for ever, and misses a deadline between two events. */
const KEEPER = `import { liveness, node, scenario } from 'backstep';
const keeper = node<{ type: 'put'; n: number }>()({
  init: () => ({ seen: new Map<string, bigint>(), last: 0, text: 'x'.repeat(300) }),
  on: {
    put(state, { n }, self) {
      state.last = n;
      state.seen.set('n' + n, BigInt(n));
      self.disk.write('last', n);
      if (n === 1) self.disk.sync();
    },
  },
});
const sender = node<never, { type: 'put'; n: number }>()({
  init(self) { self.setTimer('put', '1s'); return { n: 0 }; },
  on: {},
  timers: { put(state, self) { state.n += 1; self.send('keeper', { type: 'put', n: state.n }); self.setTimer('put', '1s'); } },
});
class Properties {
  @liveness({ within: '2500ms' }) static fiveArrive({ nodes }: { nodes: { keeper: { last: number } } }) { return nodes.keeper.last >= 5; }
}
export default scenario({
  name: 'keeper', nodes: { keeper, sender }, network: { latency: '10ms' }, duration: '6s', stabilisesAt: 0,
  faults: [{ at: '3.5s', crash: 'sender', for: 'ever' }], properties: [Properties],
});
`;

let folder = '';
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'keeper.ts', KEEPER);
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder, { env: { COLUMNS: '' } });
const looking = (...args: string[]): Promise<CommandResult> => run('run', 'keeper.ts', '--seed', '1', ...args);

function assertRefused({ exit, stdout, stderr }: CommandResult, sentence: RegExp): void {
  assert.match(stderr, sentence);
  assert.equal(stdout, '');
  assert.equal(exit, 2);
}

describe('backstep run that looks', () => {
  it('shows the events that are asked for, the missed deadline between them, and not the report of the failure', async () => {
    const { exit, stdout } = await looking('--show', 'violation');
    assert.equal(exit, 1);
    assert.match(stdout, /Steps 0 to 14, of 16:/);
    assert.match(stdout, /2\.010000 s {2}keeper {2}write {2}last 2\n▶ +2\.500000 s {2}deadline missed: five arrive\n.*3\.000000 s/);
    assert.doesNotMatch(stdout, /Step back from it/);
  });

  it('shows a node as it was at a time: status, clock, state, timers, and what of its disk is synced', async () => {
    const { stdout } = await looking('--at', '2.2s', '--state', 'keeper');
    assert.match(stdout, /At 2\.200000 s, after step \d+, the last event before:/);
    assert.match(stdout, /keeper {2}up, its clock read 2\.010000 s at step \d+/);
    assert.match(stdout, /seen: Map\(2\) \{n1 → 1n, n2 → 2n\}/);
    assert.match(stdout, /disk {4}last \(not synced\): 2/);
    assert.doesNotMatch(stdout, /^sender/m);
    const synced = await looking('--at', '1.2s', '--state', 'keeper', '--state', 'sender');
    assert.match(synced.stdout, /disk {4}last \(synced\): 1/);
    assert.match(synced.stdout, /^sender[^]*timer {3}put at 2\.000000 s, in 0\.800000 s/m);
  });

  it('shows all nodes where none is named, and what lasts, such as a crash for ever', async () => {
    const { stdout } = await looking('--at', '6s');
    assert.match(stdout, /sender is down since step \d+/);
    assert.match(stdout, /^keeper {2}up/m);
    assert.match(stdout, /^sender {2}down.*\n {2}state {3}none: its memory was lost in the crash/m);
  });

  it('shows states at the violation where no moment is named', async () => {
    assert.match(
      (await looking('--state', 'all')).stdout,
      /At 2\.500000 s[^]*liveness violated at 2\.500000 s, after step \d+: five arrive/,
    );
  });

  it('keeps to 80 columns, says that something is cut off, and shows more in a wider terminal', async () => {
    const { stdout } = await looking('--at', '2.2s', '--state', 'keeper');
    const looked = stdout.slice(stdout.indexOf('At 2.2'));
    for (const line of looked.split('\n').filter((each) => !each.startsWith('…'))) assert.ok(line.length <= 80, line);
    assert.match(looked, /… stands where something is cut off: --json has it whole/);
    const wide = await backstep(['run', 'keeper.ts', '--seed', '1', '--at', '2.2s', '--state', 'keeper'], folder, {
      env: { COLUMNS: '600' },
    });
    assert.ok(wide.stdout.includes('x'.repeat(200)));
  });

  it('gives the same as data, with what JSON lacks', async () => {
    const { stdout } = await looking('--at', '2.2s', '--state', 'keeper', '--show', '2-3', '--json');
    const { shown, at, properties } = JSON.parse(stdout) as {
      shown: { from: number; to: number; events: { step: number; kind: string }[] };
      at: { step: number; time: number; event: object; nodes: unknown[] };
      properties: { name: string; time: number; eventTime: number; step: number }[];
    };
    assert.deepEqual(
      shown.events.map(({ step }) => step),
      [2, 3],
    );
    assert.equal(at.time, 2_200_000);
    const [keeper, ...others] = at.nodes.map(plainFromJson) as [
      { name: string; state: { seen: unknown; text: string }; unsynced: unknown },
    ];
    assert.deepEqual(others, []);
    assert.deepEqual(
      [keeper.name, keeper.state.seen, keeper.unsynced],
      [
        'keeper',
        new Map([
          ['n1', 1n],
          ['n2', 2n],
        ]),
        ['last'],
      ],
    );
    assert.equal(keeper.state.text.length, 300);
    const missed = properties.find(({ name }) => name === 'fiveArrive')!;
    assert.deepEqual([missed.time, missed.eventTime, missed.step], [2_500_000, 2_010_000, at.step]);
  });

  it('refuses what lies outside of the run, an unknown node and a bad time, each in one sentence', async () => {
    assertRefused(await looking('--show', '900-950'), /^There is no step 900: the run has \d+ steps, 0 to \d+\.\n$/);
    assertRefused(await looking('--at', '1h'), /^3600\.000000 s lies outside the run, which ends at 6\.000000 s\.\n$/);
    assertRefused(await looking('--state', 'keepr'), /^There is no node 'keepr'\. Did you mean `keeper`\?/);
    assertRefused(await looking('--at', 'noon'), /'noon' is neither a step nor a time/);
  });
});

describe('backstep show', () => {
  before(async () => {
    await looking('--out', 'keeper.backstep');
    // Whatever it shows, it shows without the code.
    rmSync(join(folder, 'keeper.ts'));
  });
  after(() => void writeSource(folder, 'keeper.ts', KEEPER));

  it('shows the verdicts, the violation and the events around it of a trace whose code is gone', async () => {
    const { exit, stdout } = await run('show', 'keeper.backstep');
    assert.equal(exit, 1);
    assert.match(stdout, /✗ violated {4}liveness {2}five arrive/);
    assert.match(stdout, /Recorded from keeper\.ts by Backstep \d+\.\d+\.\d+; nothing was run to show it\./);
    assert.match(stdout, /▶ +2\.500000 s {2}deadline missed: five arrive/);
  });

  it('shows a stretch and a moment, with what an event carried and what lasted', async () => {
    const { stdout } = await run('show', 'keeper.backstep', '--show', '3s-', '--at', '5s');
    assert.match(stdout, /Steps \d+ to \d+, the last, of \d+:/);
    assert.match(stdout, /At 5\.000000 s, after step \d+, the last event before:/);
    assert.match(stdout, /sender is down since step \d+/);
    assert.match((await run('show', 'keeper.backstep', '--at', '3')).stdout, /carries: \{type: "put", n: 1\}/);
  });

  it('says where states come from, since a trace holds none', async () => {
    const { stdout } = await run('show', 'keeper.backstep', '--at', '2.2s');
    assert.match(stdout, /not in the trace: npx backstep replay keeper\.backstep --at 2200ms runs the code again and shows them\./);
    assertRefused(
      await run('show', 'keeper.backstep', '--at', '#3', '--state', 'keeper'),
      /A trace holds no states.*`npx backstep replay keeper\.backstep --at 3 --state keeper`/,
    );
  });

  it('gives the same as data', async () => {
    const { stdout } = await run('show', 'keeper.backstep', '--show', '3', '--json');
    const { trace, verdict, shown } = JSON.parse(stdout) as { trace: string; verdict: string; shown: { events: object[] } };
    assert.deepEqual([trace, verdict, shown.events.length], ['keeper.backstep', 'violated', 1]);
  });

  it('refuses what is no trace', async () =>
    assertRefused(await run('show', 'nothing.backstep'), /nothing\.backstep cannot be read: it does not exist\./));
});

describe('backstep replay that looks', () => {
  it('shows states of the run that it has compared', async () => {
    await looking('--out', 'again.backstep');
    const { exit, stdout } = await run('replay', 'again.backstep', '--at', '2200ms', '--state', 'keeper');
    assert.equal(exit, 1);
    assert.match(stdout, /^Identical: /);
    assert.match(stdout, /seen: Map\(2\) \{n1 → 1n, n2 → 2n\}/);
  });
});
