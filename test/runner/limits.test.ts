import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OpenScenario } from '../../runner/runner-api.ts';
import type { Problem } from '../../runner/protocol.ts';
import { backstep, builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

const PATIENT = 120_000;
const NONE: Problem = { message: '' };
const TICK = 'tick(state, self) {';

/** Opens a scenario, and says what recording it is refused with. */
async function refusal(scenario: OpenScenario, seed = 1): Promise<Problem> {
  try {
    return (await problemsOf(scenario.record(seed)))[0] ?? NONE;
  } finally {
    scenario.close();
  }
}

describe('a handler that does not end', () => {
  it('and brings nothing about is ended by the shorter limit', async () => {
    const source = scenarioSource('for (;;) self.now();');
    const runner = builtRunner({ watchdogMilliseconds: 2_000, handlerMilliseconds: PATIENT });
    const { message, location } = await refusal(await runner.open(writeSource(folder, 'silent.ts', source)), 3);
    assert.equal(message, "The handler timers.tick of 'clock' did not return within 2 s, in seed 3.");
    assert.equal(location?.line, lineOf(source, TICK));
  });

  it('and goes on bringing something about is given the longer one, and told how often it did', async () => {
    const source = scenarioSource("for (;;) self.cancelTimer('tick');");
    const runner = builtRunner({ watchdogMilliseconds: 2_000, handlerMilliseconds: 4_000 });
    const { message, location } = await refusal(await runner.open(writeSource(folder, 'endless.ts', source)));
    const [, times] =
      /^The handler timers\.tick of 'clock' did not return within 4 s, in which it sent, set or wrote something (\d+) times, in seed 1\.$/.exec(
        message,
      ) ?? [];
    assert.ok(Number(times) > 0, message);
    assert.equal(location?.line, lineOf(source, TICK));
  });

  it('has the one limit that somebody names', async () => {
    writeSource(folder, 'named.ts', scenarioSource("for (;;) self.cancelTimer('tick');"));
    const { exit, stderr } = await backstep(['run', 'named.ts', '--seed', '1', '--handler-limit', '1s'], folder);
    assert.equal(exit, 2);
    assert.match(stderr, /did not return within 1 s, in which it sent, set or wrote something \d+ times, in seed 1\./);
  });

  it('at the top of a file, or in the function of a family, is told as loading', async () => {
    const runner = builtRunner({ watchdogMilliseconds: 2_000, handlerMilliseconds: PATIENT });
    const family = `${scenarioSource('').replace('export default', 'const one =')}\nexport const all = scenario.matrix({ n: [1] }, () => { for (;;); return one; });\n`;
    for (const source of ['for (;;);\n', family]) {
      const [problem] = await problemsOf(runner.open(writeSource(folder, 'loading.ts', source)));
      assert.equal(problem!.message, 'Loading the file did not end within 2 s.');
    }
  });
});

describe('a function of `lanes` that does not end', () => {
  it('is told as that', async () => {
    const source = scenarioSource('', {
      rest: ', lanes: { role: (state: { ticks: number }) => { while (state.ticks > 2); return undefined; } }',
    });
    const runner = builtRunner({ watchdogMilliseconds: 2_000, handlerMilliseconds: PATIENT });
    const scenario = await runner.open(writeSource(folder, 'lanes.ts', source));
    await scenario.record(1);
    const [problem] = await problemsOf(scenario.gatherBands(1_000));
    assert.equal(problem!.message, 'A function of `lanes` did not return within 2 s, in seed 1.');
    scenario.close();
  });
});

describe('more messages than are ever handled', () => {
  const ECHO = `import { node, safety, scenario } from 'backstep';
const echo = node<{ type: 'ping' }>()({
  init(self) {
    if (self.id === 'a') self.send('b', { type: 'ping' });
    return { n: 0 };
  },
  on: {
    ping(state, message, self, from) {
      /*HERE*/ DO
    },
  },
});
class Properties {
  @safety static fine() { return true; }
}
export default scenario({ name: 'echo', nodes: { a: echo, b: echo }, duration: '1h', properties: [Properties], MORE });
`;
  const runner = builtRunner({ watchdogMilliseconds: PATIENT });
  const stormy = async (name: string, does: string, more = ''): Promise<Problem & { here: number }> => {
    const source = ECHO.replace('DO', does).replace('MORE', more);
    const scenario = await runner.open(writeSource(folder, `${name}.ts`, source));
    try {
      const [problem = NONE] = await problemsOf(scenario.run([1]));
      return { ...problem, here: lineOf(source, '/*HERE*/') };
    } finally {
      scenario.close();
    }
  };

  it('are told with the handler, its line and what most of them are, where each is answered by two', async () => {
    const { message, location, here } = await stormy('storm', "self.send(from, { type: 'ping' }); self.send(from, { type: 'ping' });");
    assert.match(message, /^More than 1000000 messages and timers are to happen(, most of them 'ping' from '[ab]' to '[ab]')?\.$/);
    assert.equal(location?.line, here);
  });

  it('are told where one handler sends them all', async () => {
    const { message, location, here } = await stormy('flood', "for (;;) self.send(from, { type: 'ping' });");
    assert.equal(message, "More than 1000000 messages and timers are to happen, most of them 'ping' from 'b' to 'a'.");
    assert.equal(location?.line, here);
  });

  it('are told where they wait for a node that does not run', async () => {
    const { message } = await stormy(
      'waiting',
      "for (let n = 0; n < 1000; n++) self.send('b', { type: 'ping' }); self.send('a', { type: 'ping' }); void from;",
      "faults: [{ at: '2ms', pause: 'b', for: '1h' }], network: { latency: '1ms' }",
    );
    assert.equal(message, "More than 1000000 messages and timers wait for 'b', most of them 'ping' from 'a' to 'b'.");
  });
});

describe('where memory runs out', () => {
  const grown = async (name: string, tick: string, more: Parameters<typeof scenarioSource>[1] = {}): Promise<Problem> => {
    const rest = ", ...{ duration: '10h' }";
    const source = scenarioSource(tick, { rest, ...more });
    const runner = builtRunner({ watchdogMilliseconds: PATIENT, memoryMegabytes: 192 });
    const scenario = await runner.open(writeSource(folder, `${name}.ts`, source));
    try {
      const [problem = NONE] = await problemsOf(scenario.run([5]));
      assert.equal(problem.message, 'The scenario used more than 192 MB of memory, in seed 5.');
      assert.equal(problem.location?.line, lineOf(source, TICK));
      return problem;
    } finally {
      scenario.close();
    }
  };

  it('the part of a state that grew is named, and the handler that ran last', async () => {
    const { cure } = await grown(
      'state',
      '((state as any).log ??= { kept: [] }).kept.push(...Array.from({ length: 300 }, (_, n) => `entry ${state.ticks} ${n}`));',
    );
    assert.match(cure!, /^Most of it was state\.log\.kept of 'clock' \(about \d+ MB\)\. The handler timers\.tick of 'clock' ran last\. /);
  });

  it('the disk that grew is named', async () => {
    const { cure } = await grown('disk', "for (let n = 0; n < 50; n++) self.disk.write(`${state.ticks}/${n}`, 'x'.repeat(200) + n);");
    assert.match(cure!, /^Most of it was the disk of 'clock' \(about \d+ MB\)/);
  });

  it('the history that grew is named', async () => {
    const { cure } = await grown(
      'history',
      "for (let n = 0; n < 50; n++) self.complete(self.invoke('put', { n, text: 'x'.repeat(200) + n }));",
    );
    assert.match(cure!, /^Most of it was the history of \d+ operations \(about \d+ MB\)/);
  });

  it('of all processes together, the largest is ended before the machine suffers', async () => {
    const source = scenarioSource('if (state.ticks === 5) (state as any).all = new Uint8Array(2e8).fill(1);');
    const file = writeSource(folder, 'together.ts', source);
    // Each of them alone would do.
    const runner = builtRunner({ watchdogMilliseconds: PATIENT, memoryMegabytes: 2_048, allMemoryMegabytes: 900 });
    const open: OpenScenario[] = [];
    const died: Problem[] = [];
    try {
      while (died.length === 0 && open.length < 6) {
        const scenario = await runner.open(file);
        scenario.onDied((problem) => died.push(problem));
        open.push(scenario);
        await scenario.record(1).catch(() => undefined);
      }
      assert.ok(open.length > 1, 'one alone would do');
      assert.match(
        died[0]!.message,
        /^The scenario used \d+ MB of memory, and all \d processes more than the 900 MB that they may use together, in seed 1\.$/,
      );
      assert.match(died[0]!.cure!, /The handler timers\.tick of 'clock' ran last\. .*`--memory-limit` allows more/);
    } finally {
      for (const scenario of open) scenario.close();
    }
  });
});

describe('the limits of a command', () => {
  it('are refused where they are none, and where others run the seeds', async () => {
    writeSource(folder, 'fine.ts', scenarioSource(''));
    const refused = async (...args: string[]): Promise<string> => {
      const { exit, stderr } = await backstep(['sweep', 'fine.ts', '--seeds', '2', ...args], folder);
      assert.equal(exit, 2);
      return stderr;
    };
    assert.match(
      await refused('--memory-limit', '10MB'),
      /'10MB' is not a limit for memory: use a size from 256MB to 1024GB, such as 4GB\./,
    );
    assert.match(await refused('--handler-limit', 'long'), /'long' is not a limit for handlers/);
    const queue = ['--queue', 'redis://127.0.0.1:1'];
    for (const option of ['--workers', '--memory-limit']) {
      const excluded = await refused(...queue, option, option === '--workers' ? '2' : '1GB');
      assert.match(
        excluded,
        new RegExp(`^${option} and --queue exclude each other: give it to each \`backstep work\`, which runs the seeds\\.`),
      );
    }
    assert.match(await refused('--portion', '3'), /^--portion is for a sweep by --queue: without one, workers share the seeds\./);
  });
});
