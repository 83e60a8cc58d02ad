import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { decodeTrace, encodeTrace } from '../../sim-core/trace/codec.ts';
import { utf8 } from '../../runner/utf8.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, builtRunner, PROJECT, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'held.ts', scenarioSource(''));
  // It breaks for some seeds only, and always in the same way.
  writeSource(folder, 'violated.ts', scenarioSource('if (self.random() < 0.05) state.ticks = -5;'));
  writeSource(folder, 'vacuous.ts', scenarioSource('', { rest: ', ...{ properties: [] }' }));
  writeSource(folder, 'other.ts', 'export const nothing = 1;\n');
  writeSource(folder, 'syntax.ts', 'const = 1;\n');
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);

/** One clear sentence on standard error, nothing on standard output, exit code 2, and no stack of ours. */
function assertRefused({ exit, stdout, stderr }: CommandResult, sentence: RegExp): void {
  assert.match(stderr, sentence);
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+/m);
  assert.equal(stdout, '');
  assert.equal(exit, 2);
}

async function failingSeed(): Promise<number> {
  return (JSON.parse((await run('sweep', 'violated.ts', '--seeds', '50', '--json')).stdout) as { failures: { seed: number }[] })
    .failures[0]!.seed;
}

describe('backstep run', () => {
  it('exits with 0 when everything held, and says so', async () => {
    const { exit, stdout } = await run('run', 'held.ts', '--seed', '7');
    assert.equal(exit, 0);
    assert.match(stdout, /✓ held {2}clock, seed 7: \d+ events/);
    assert.match(stdout, /ticks only grow/);
  });

  it('exits with 1 when a property was violated, with all that it takes to see it again', async () => {
    const seed = await failingSeed();
    const { exit, stdout } = await run('run', 'violated.ts', '--seed', String(seed));
    assert.equal(exit, 1);
    assert.match(stdout, /safety violated: ticks only grow/);
    assert.match(stdout, new RegExp(`backstep run violated\\.ts --seed ${seed}`));
    assert.match(stdout, /▶ +\d+ .* clock +timer/);
  });

  it('names the faults up to the violation, each with whether it had struck, and none that came later', async () => {
    writeSource(
      folder,
      'faults.ts',
      scenarioSource('if (state.ticks === 4) state.ticks = -5;', {
        rest: ", faults: [{ at: '15ms', pause: 'clock', for: '1ms' }, { at: '20ms', loss: 1, for: '5ms' }, { at: '80ms', pause: 'clock', for: '1ms' }]",
      }),
    );
    const { stdout } = await run('run', 'faults.ts', '--seed', '1');
    assert.match(
      stdout,
      /Its faults up to then, to paste into `faults`:\n {2}\{ at: '15ms', pause: 'clock', for: '1ms' \}, +\/\/ struck at step \d+\n.* loss: 1.*\/\/ had not struck\n\n/,
    );
    assert.doesNotMatch(stdout, /80ms/);
    assert.match(stdout, /Warning: loss never struck, so nothing was tested against it\./);
  });

  it('reproduces what was missed long after the last event', async () => {
    writeSource(
      folder,
      'late.ts',
      `import { liveness, node, scenario } from 'backstep';
const idle = node()({ init: () => ({ done: false }), on: {} });
class Properties {
  @liveness({ within: '5s' }) static itIsDone({ nodes }: { nodes: { idle: { done: boolean } } }) { return nodes.idle.done; }
}
export default scenario({ name: 'late', nodes: { idle }, duration: '10s', properties: [Properties] });
`,
    );
    const { exit, stdout } = await run('run', 'late.ts', '--seed', '3');
    assert.equal(exit, 1);
    assert.match(
      stdout,
      /liveness violated: it is done[\s\S]*seed {6}3\n {2}time {6}5\.0\d+ s, when its deadline passed; promised at 0\.0\d+ s\n {2}step {6}after 0, the last event before, at 0\.0\d+ s\n {2}replay {4}npx backstep run late\.ts --seed 3/,
    );
    assert.match(stdout, / +0 .* idle {2}start\n▶ +5\.0\d+ s {2}deadline missed: it is done/);
  });

  it('exits with 3 when nothing was checked', async () => assert.equal((await run('run', 'vacuous.ts', '--seed', '1')).exit, 3));

  it('prints one JSON object of a fixed form', async () => {
    const { stdout } = await run('run', 'held.ts', '--seed', '7', '--json');
    const report = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(Object.keys(report).sort(), [
      'events',
      'faults',
      'file',
      'fresh',
      'hash',
      'id',
      'parameters',
      'properties',
      'scenario',
      'seed',
      'simulatedMicroseconds',
      'verdict',
    ]);
    assert.deepEqual(
      { ...report, events: 0, hash: '' },
      {
        scenario: 'clock',
        id: 'default',
        parameters: null,
        file: 'held.ts',
        seed: 7,
        verdict: 'held',
        events: 0,
        hash: '',
        simulatedMicroseconds: 100_000,
        faults: {},
        fresh: null,
        properties: [{ name: 'ticksOnlyGrow', kind: 'safety', verdict: 'held' }],
      },
    );
    assert.match(report.hash as string, /^[0-9a-f]{16}$/);
  });

  it('says of a `@sometimes` whether it was reached, which does not change the verdict', async () => {
    for (const [limit, said] of [
      [3, '✓ reached     sometimes it ticks so often'],
      [300, '○ not reached sometimes it ticks so often'],
    ] as const) {
      const name = `often-${limit}.ts`;
      writeSource(
        folder,
        name,
        scenarioSource('', {
          head: "import { sometimes } from 'backstep';",
          properties: `@sometimes static itTicksSoOften({ nodes }: { nodes: { clock: { ticks: number } } }) { return nodes.clock.ticks >= ${limit}; }`,
        }),
      );
      const { exit, stdout } = await run('run', name, '--seed', '1');
      assert.match(stdout, /✓ held {2}clock, seed 1/);
      assert.ok(stdout.includes(said), stdout);
      assert.equal(exit, 0);
    }
  });

  it('says of a liveness property how often it was kept', async () => {
    writeSource(
      folder,
      'kept.ts',
      scenarioSource('', {
        head: "import { liveness } from 'backstep';",
        properties:
          "@liveness({ within: '20ms' }) static theCountIsEven({ nodes }: { nodes: { clock: { ticks: number } } }) { return nodes.clock.ticks % 2 === 0; }",
      }),
    );
    assert.match(
      (await run('run', 'kept.ts', '--seed', '1')).stdout,
      /✓ held {8}liveness {2}the count is even: [1-9]\d* kept, [01] still open/,
    );
    const { properties } = JSON.parse((await run('run', 'kept.ts', '--seed', '1', '--json')).stdout) as {
      properties: { name: string; kept: number; open: number }[];
    };
    const { kept, open } = properties.find(({ name }) => name === 'theCountIsEven')!;
    assert.ok(kept > 0 && open >= 0);
  });
});

describe('backstep sweep', () => {
  it('gives the same report whatever the number of workers', async () => {
    const reports = await Promise.all(
      ['1', '2', '3'].map(async (workers) => {
        const { exit, stdout } = await run('sweep', 'violated.ts', '--seeds', '100', '--workers', workers, '--json');
        assert.equal(exit, 1);
        return { ...(JSON.parse(stdout) as object), wallSeconds: 0, costs: null };
      }),
    );
    assert.deepEqual(reports[1], reports[0]);
    assert.deepEqual(reports[2], reports[0]);
  });

  it('prints one JSON object of a fixed form, with the failures in order of seed', async () => {
    const report = JSON.parse((await run('sweep', 'violated.ts', '--seeds', '10-90', '--json')).stdout) as {
      seeds: object;
      failures: { seed: number }[];
      verdict: string;
      properties: { name: string; counts: Record<string, number> }[];
    };
    assert.deepEqual(Object.keys(report).sort(), [
      'costs',
      'counts',
      'divergence',
      'events',
      'failures',
      'faults',
      'file',
      'fresh',
      'groups',
      'handlers',
      'hash',
      'id',
      'parameters',
      'properties',
      'rechecked',
      'regressions',
      'scenario',
      'seeds',
      'shard',
      'shrunk',
      'sourceHash',
      'strategy',
      'verdict',
      'wallSeconds',
    ]);
    assert.deepEqual(report.seeds, { from: 10, to: 90, run: 81 });
    const seeds = report.failures.map(({ seed }) => seed);
    assert.deepEqual(
      seeds,
      [...seeds].sort((a, b) => a - b),
    );
    assert.deepEqual(Object.keys(report.failures[0]!).sort(), ['because', 'hash', 'kind', 'property', 'seed', 'shape', 'step', 'time']);
    assert.deepEqual(report.properties[0]!.counts, { held: 81 - seeds.length, violated: seeds.length, unknown: 0, vacuous: 0 });
  });

  it('finds what running the seed finds', async () => {
    const seed = await failingSeed();
    const swept = (
      JSON.parse((await run('sweep', 'violated.ts', '--seeds', `${seed}-${seed}`, '--json')).stdout) as {
        failures: { hash: string; step: number }[];
      }
    ).failures[0]!;
    const ran = JSON.parse((await run('run', 'violated.ts', '--seed', String(seed), '--json')).stdout) as {
      hash: string;
      properties: { step: number }[];
    };
    assert.deepEqual([swept.hash, swept.step], [ran.hash, ran.properties[0]!.step]);
  });

  it('says how many seeds held and how many did not', async () => {
    const { stdout } = await run('sweep', 'violated.ts', '--seeds', '50');
    const [, held, violated] = /✗ violated {4}safety {4}ticks only grow: (\d+) held, (\d+) violated/.exec(stdout)!;
    assert.equal(Number(held) + Number(violated), 50);
  });

  it('tells of the first failing seed, and names others', async () => {
    const { stdout } = await run('sweep', 'violated.ts', '--seeds', '50');
    assert.match(stdout, new RegExp(`seed {6}${await failingSeed()}\n`));
    assert.match(stdout, /▶ +\d+ .* clock +timer/);
    assert.match(stdout, /Other failing seeds: \d+/);
  });

  it('exits with 0 when all seeds hold', async () => assert.equal((await run('sweep', 'held.ts', '--seeds', '20')).exit, 0));

  it('can be stopped, and ends its workers', async () => {
    const abort = new AbortController();
    const sweeping = builtRunner().sweep(
      join(folder, 'held.ts'),
      { from: 0, to: 1e7 },
      { signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) },
    );
    await assert.rejects(sweeping, /enough/);
  });
});

describe('wrong usage', () => {
  for (const seed of ['-1', '1.5', '1e3', '0x10', '9007199254740992', 'seven', '']) {
    it(`the seed '${seed}' is refused`, async () =>
      assertRefused(await run('run', 'held.ts', `--seed=${seed}`), /is not a seed: a seed is a whole number from 0 to 9007199254740991/));
  }
  for (const seeds of ['0', '9-3', '-5', '1.5', 'a-b', '1-']) {
    it(`the seeds '${seeds}' are refused`, async () =>
      assertRefused(await run('sweep', 'held.ts', `--seeds=${seeds}`), /not a seed|go down|0 seeds/));
  }
  it('no workers are too few', async () =>
    assertRefused(await run('sweep', 'held.ts', '--seeds', '1', '--workers', '0'), /'0' is not a number of workers/));
  it('a missing option is named', async () => assertRefused(await run('run', 'held.ts'), /required option '--seed <n>'/));
  it('an unknown command is named', async () => assertRefused(await run('explode'), /unknown command 'explode'/));
  it('a missing file is named', async () => assertRefused(await run('run', 'nowhere.ts', '--seed', '1'), /There is no file nowhere\.ts/));
  it('a folder is no file', async () => assertRefused(await run('run', '.', '--seed', '1'), /not a TypeScript or JavaScript file/));
  it('a file that is not a scenario is said to be none', async () =>
    assertRefused(await run('run', 'other.ts', '--seed', '1'), /other\.ts:1:1: The file does not export a scenario/));
  it('a syntax error has its place', async () => assertRefused(await run('run', 'syntax.ts', '--seed', '1'), /syntax\.ts:1:7: /));
});

describe('what a program reads', () => {
  it('is one object for mistakes too', async () => {
    const syntax = await run('run', 'syntax.ts', '--seed', '1', '--json');
    const { error } = JSON.parse(syntax.stdout) as { error: { message: string; cure: unknown; location: { line: number } } };
    assert.match(error.message, /Expected identifier/);
    assert.equal(error.location.line, 1);
    const usage = await run('run', 'held.ts', '--seed', 'x', '--json');
    assert.match((JSON.parse(usage.stdout) as { error: { message: string } }).error.message, /'x' is not a seed/);
    assert.deepEqual([syntax.exit, usage.exit], [2, 2]);
  });

  it('is the version', async () => {
    assert.match((await run('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('is 2 where standard output cannot be written', { skip: !existsSync('/dev/full') }, async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [join(PROJECT, 'dist/backstep.js'), 'run', 'held.ts', '--seed', '1'], {
      cwd: folder,
      stdio: ['ignore', full, 'pipe'],
    });
    let told = '';
    child.stderr!.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const [exit] = (await once(child, 'close')) as [number];
    assert.equal(exit, 2);
    assert.match(told, /^Standard output cannot be written: ENOSPC[^\n]*\n$/);
  });

  it('quotes what a shell would take for something else', async () => {
    writeSource(folder, "it's $HOME.ts", scenarioSource(''));
    const { stdout } = await run('run', "it's $HOME.ts", '--seed', '1', '--out', 'a b;c.backstep');
    assert.match(stdout, /npx backstep replay "a b;c\.backstep"/);
  });
});

describe('a trace file', () => {
  const trace = (): string => join(folder, 'traces', 'run.backstep');

  it('is written whole and replays as identical', async () => {
    const seed = await failingSeed();
    mkdirSync(join(folder, 'traces'));
    const made = await run('run', 'violated.ts', '--seed', String(seed), '--out', 'traces/run.backstep');
    assert.equal(made.exit, 1);
    assert.deepEqual(readdirSync(join(folder, 'traces')), ['run.backstep']);
    const replayed = await run('replay', 'traces/run.backstep');
    assert.match(replayed.stdout, new RegExp(`Identical: \\d+ events of seed ${seed}`));
    assert.equal(replayed.exit, 1);
    const json = JSON.parse((await run('replay', 'traces/run.backstep', '--json')).stdout) as object;
    assert.deepEqual(
      { ...json, trace: '' },
      {
        trace: '',
        file: 'violated.ts',
        scenario: 'clock',
        id: 'default',
        parameters: null,
        seed,
        identical: true,
        sourceChanged: false,
        divergence: null,
        verdict: 'violated',
      },
    );
  });

  it('says when its source has changed since, and where it differs then', async () => {
    const source = scenarioSource('if (self.random() < 0.05) state.ticks = -5;');
    writeSource(folder, 'changing.ts', source);
    await run('run', 'changing.ts', '--seed', '1', '--out', 'changing.backstep');
    writeSource(folder, 'changing.ts', `// A remark.\n${source}`);
    const same = await run('replay', 'changing.backstep');
    assert.match(same.stdout, /has changed since the trace was made\.\nIdentical/);
    writeSource(folder, 'changing.ts', source.replace("'10ms');\n    },", "'12ms');\n    },"));
    const different = await run('replay', 'changing.backstep');
    assert.match(different.stdout, /has changed since/);
    assert.match(
      different.stderr,
      /^The executions of seed \d+ diverge at step \d+: timer tick at clock at 0\.\d{6} s in the trace, timer tick at clock at 0\.\d{6} s now\. To see the recorded run again, go back to the source/,
    );
    assert.equal(different.exit, 2);
    const json = JSON.parse((await run('replay', 'changing.backstep', '--json')).stdout) as {
      identical: boolean;
      sourceChanged: boolean;
      divergence: { seed: number; step: number };
    };
    assert.deepEqual([json.identical, json.sourceChanged, Object.keys(json.divergence)], [false, true, ['seed', 'step', 'what']]);
  });

  it('that is cut short anywhere is refused', async () => {
    const whole = readFileSync(trace());
    for (let part = 0; part < 16; part++) {
      writeFileSync(join(folder, 'cut.backstep'), whole.subarray(0, Math.floor((whole.length * part) / 16)));
      assertRefused(
        await run('replay', 'cut.backstep'),
        /cut\.backstep is no trace that can be read\. It (is cut short|is not a Backstep trace|has been altered)/,
      );
    }
  });

  it('that was altered anywhere is refused', async () => {
    const plain = gunzipSync(readFileSync(trace()));
    for (let part = 0; part < 12; part++) {
      const altered = Buffer.from(plain);
      const at = Math.floor((plain.length * (part + 0.5)) / 12);
      altered[at] = altered[at]! ^ 0x10;
      writeFileSync(join(folder, 'altered.backstep'), gzipSync(altered));
      assertRefused(await run('replay', 'altered.backstep'), /It has been altered: its checksum does not match/);
    }
  });

  it('of a newer version asks for a newer Backstep', async () => {
    const newer = gunzipSync(readFileSync(trace()));
    newer.writeUInt32LE(99, 8);
    writeFileSync(join(folder, 'newer.backstep'), gzipSync(newer));
    assertRefused(await run('replay', 'newer.backstep'), /trace format 99, and this Backstep reads up to \d+: use a newer Backstep/);
  });

  it('that is something else, or nowhere, is refused', async () => {
    writeFileSync(join(folder, 'text.backstep'), 'hello');
    writeFileSync(join(folder, 'zip.backstep'), gzipSync('hello, this is quite another file'));
    assertRefused(await run('replay', 'text.backstep'), /It is not a Backstep trace/);
    assertRefused(await run('replay', 'zip.backstep'), /It is not a Backstep trace/);
    assertRefused(await run('replay', 'none.backstep'), /cannot be read: it does not exist/);
  });

  it('runs no source outside of the folder, unless that is named', async () => {
    writeSource(folder, 'inner/here.txt', '');
    writeFileSync(join(folder, 'inner', 'away.backstep'), readFileSync(trace()));
    const inner = (...args: string[]): Promise<CommandResult> => backstep(args, join(folder, 'inner'));
    assertRefused(await inner('replay', 'away.backstep'), /names violated\.ts as its source, which is not there: .* --source FILE/);
    assert.match((await inner('replay', 'away.backstep', '--source', '../violated.ts')).stdout, /^Identical/);
    const { header, trace: kept } = decodeTrace(gunzipSync(readFileSync(trace())), utf8);
    const pointing = encodeTrace(kept, { ...header, file: join('..', 'violated.ts') }, utf8);
    writeFileSync(join(folder, 'inner', 'pointing.backstep'), gzipSync(pointing));
    assertRefused(
      await inner('replay', 'pointing.backstep'),
      /which is outside of this folder: if you trust that file, run it with --source FILE/,
    );
  });

  it('in which what a message or a fault carried was altered is not identical', async () => {
    const { header, trace: kept } = decodeTrace(gunzipSync(readFileSync(trace())), utf8);
    const altered = encodeTrace(
      { ...kept, outcome: { ...kept.outcome, properties: kept.outcome.properties.map((one) => ({ ...one, because: 'Another.' })) } },
      header,
      utf8,
    );
    writeFileSync(join(folder, 'reworded.backstep'), gzipSync(altered));
    const { exit, stdout, stderr } = await run('replay', 'reworded.backstep');
    assert.doesNotMatch(stdout, /Identical/);
    assert.match(stderr, /diverge at step \d+: /);
    assert.equal(exit, 2);
  });

  it('cannot send a terminal what it would obey', async () => {
    const { header, trace: kept } = decodeTrace(gunzipSync(readFileSync(trace())), utf8);
    const altered = encodeTrace(
      { ...kept, outcome: { ...kept.outcome, scenario: 'x\u001b]0;title\u0007\u001b[2J\u009b1m\u202ey' } },
      header,
      utf8,
    );
    writeFileSync(join(folder, 'loud.backstep'), gzipSync(altered));
    for (const args of [
      ['show', 'loud.backstep'],
      ['show', 'loud.backstep', '--json'],
    ]) {
      const { stdout } = await run(...args);
      assert.match(stdout, /title/);
      assert.doesNotMatch(stdout, /[^\P{Cc}\n]|\u202e/u);
    }
  });

  it('that would unpack to more than anybody records, or than it says, is refused', async () => {
    const zeros = gzipSync(Buffer.alloc(64 * 1024 ** 2), { level: 1 });
    const bomb = (start: Uint8Array): void => {
      // What is packed in several parts unpacks to all of them.
      writeFileSync(join(folder, 'bomb.backstep'), Buffer.concat([start, ...Array.from({ length: 17 }, () => zeros)]));
    };
    bomb(Buffer.alloc(0));
    assertRefused(await run('show', 'bomb.backstep'), /It is not a Backstep trace/);
    bomb(readFileSync(trace()));
    assertRefused(await run('show', 'bomb.backstep'), /It has been altered: it unpacks to more than it says/);
    const claim = gunzipSync(readFileSync(trace())).subarray(0, 24);
    claim.writeUInt32LE(2 ** 31, 12);
    bomb(gzipSync(claim));
    assertRefused(await run('show', 'bomb.backstep'), /unpacks to more than 1024 MiB/);
  });

  it('that is a device without an end is refused', { skip: !existsSync('/dev/zero') }, async () => {
    for (const command of [['show'], ['merge'], ['check-history', '--model', 'register']])
      assertRefused(await run(...command, '/dev/zero'), /\/dev\/zero cannot be read: it holds more than 512 MiB\./);
  });

  it('is written through a link and into a device, and not into a folder', async () => {
    writeFileSync(join(folder, 'target.backstep'), 'old');
    symlinkSync('target.backstep', join(folder, 'link.backstep'));
    await run('run', 'held.ts', '--seed', '1', '--out', 'link.backstep');
    assert.ok(lstatSync(join(folder, 'link.backstep')).isSymbolicLink());
    assert.equal(readFileSync(join(folder, 'target.backstep'))[0], 0x1f);
    const { exit, stdout } = await run('run', 'held.ts', '--seed', '1', '--out', '/dev/null');
    assert.equal(exit, 0);
    // Nobody could compare it there.
    assert.match(stdout, /^Trace written to \/dev\/null\.$/m);
    assertRefused(
      await run('run', 'held.ts', '--seed', '1', '--out', 'missing/run.backstep'),
      /there is no folder .*missing\. Make it first\./,
    );
    assert.match((await run('run', 'held.ts', '--seed', '1', '--out', '.')).stderr, /it is a folder\. Name a file in it\./);
  });

  it('that cannot be written leaves nothing behind', async () => {
    writeFileSync(join(folder, 'blocked'), '');
    const { exit, stderr } = await run('run', 'held.ts', '--seed', '1', '--out', 'blocked/run.backstep');
    assert.equal(exit, 2);
    assert.match(stderr, /blocked.run\.backstep cannot be written/);
    assert.ok(!readdirSync(folder).some((name) => name.endsWith('.partial')));
    assert.ok(existsSync(join(folder, 'blocked')));
  });
});

describe('backstep check-history', () => {
  const history = (...entries: readonly object[]): string => entries.map((entry) => JSON.stringify(entry)).join('\n');
  const write = { process: 0, f: 'write', value: 1 };
  const written = [
    { ...write, type: 'invoke' },
    { ...write, type: 'ok' },
    { process: 1, type: 'invoke', f: 'read', value: null },
  ];

  it('exits with 0 where the history held', async () => {
    writeSource(folder, 'held.jsonl', history(...written, { process: 1, type: 'ok', f: 'read', value: 1 }));
    const { exit, stdout } = await run('check-history', 'held.jsonl', '--model', 'register');
    assert.match(stdout, /✓ held {2}held\.jsonl: 2 operations on the model register/);
    assert.equal(exit, 0);
  });

  it('exits with 1 where it is violated, and shows the operations that cannot be ordered', async () => {
    writeSource(folder, 'stale.jsonl', history(...written, { process: 1, type: 'ok', f: 'read', value: null }));
    const { exit, stdout } = await run('check-history', 'stale.jsonl', '--model', 'register');
    assert.match(stdout, /in line 4/);
    assert.match(stdout, /lines 1 to 2 {2}process 0 {2}write\(1\)\n/);
    assert.match(stdout, /lines 3 to 4 {2}process 1 {2}read\(\) → null/);
    assert.equal(exit, 1);
    const json = JSON.parse((await run('check-history', 'stale.jsonl', '--model', 'register', '--json')).stdout) as object;
    assert.deepEqual(
      { ...json, because: undefined, witness: undefined },
      { history: 'stale.jsonl', model: 'register', verdict: 'violated', operations: 2, line: 4, because: undefined, witness: undefined },
    );
  });

  it('exits with 3 where the budget does not suffice', async () => {
    writeSource(folder, 'long.jsonl', history(...written, { process: 1, type: 'ok', f: 'read', value: 1 }, ...written.slice(0, 2)));
    const { exit, stdout } = await run('check-history', 'long.jsonl', '--model', 'register', '--steps', '1');
    assert.match(stdout, /unknown .*\n.*budget of 1 steps/);
    assert.equal(exit, 3);
  });

  it('refuses what is no history, a file that is not there, and a model that it does not know', async () => {
    writeSource(folder, 'cut.jsonl', '{"process": 0');
    assertRefused(
      await run('check-history', 'cut.jsonl', '--model', 'register'),
      /^cut\.jsonl: Line 1 is no JSON.*Write one object a line/,
    );
    assertRefused(await run('check-history', 'gone.jsonl', '--model', 'register'), /gone\.jsonl cannot be read: it does not exist/);
    assertRefused(await run('check-history', 'held.jsonl', '--model', 'quue'), /no model 'quue'.*Did you mean `queue`/);
  });
});
