import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { DebuggedHandler, ReplayEnd } from '../../runner/runner-api.ts';
import type { RunChanges } from '../../sim-core/trace/run-changes.ts';
import { handlerOfStep, readable } from '../../runner/source-of-step.ts';
import { eventually } from '../support/eventually.ts';
import { Inspector, type Stop } from '../support/inspector.ts';
import { backstep, builtRunner, lineOf, PROJECT, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const SEED = 3;
/** The third of its ticks is at this step: the start, and then each timer. */
const THIRD = 3;

const runner = builtRunner({ watchdogMilliseconds: 200 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

/** A replay that stands before the handler of a step. */
async function standing(
  source: string,
  step: number,
  changes: RunChanges = {},
): Promise<{ readonly replay: DebuggedHandler; readonly file: string }> {
  const file = writeSource(folder, `${source.length}.ts`, source);
  const scenario = await runner.open(file);
  try {
    const run = await scenario.record(SEED, changes);
    const { node, step: handled } = handlerOfStep(readable(run), step, scenario.description.handlers)!;
    return { replay: await scenario.debugHandler({ seed: SEED, changes, step: handled, node, hash: run.outcome.hash }), file };
  } finally {
    scenario.close();
  }
}

/** Attaches, does something at the stop, lets it go on, and says how it ended. */
async function debugged(
  source: string,
  step: number,
  use: (stop: Stop, file: string) => Promise<void> | void,
  changes: RunChanges = {},
): Promise<ReplayEnd | undefined> {
  const { replay, file } = await standing(source, step, changes);
  const inspector = await Inspector.attach(replay.url);
  try {
    const stop = await Promise.race([inspector.stop(), replay.ended]);
    assert.ok(stop && 'within' in stop, 'it stops before its end');
    await use(stop, file);
    await inspector.send('Debugger.resume');
    const end = await replay.ended;
    assert.equal(inspector.stopsLeft, 0, 'it stops once');
    return end;
  } finally {
    inspector.close();
    replay.close();
  }
}

/** Whether somebody still listens where a debugger could attach. */
function answers(url: string): Promise<boolean> {
  return fetch(`http://${new URL(url).host}/json/version`).then(
    ({ ok }) => ok,
    () => false,
  );
}

describe('a handler in the debugger of the engine', () => {
  it('is stopped in its source, at its step, with its variables, and goes on to the same hash', async () => {
    const source = scenarioSource("state.seen = String(state.ticks) + 'x';");
    const end = await debugged(source, THIRD, async ({ within, location, locals, evaluate }, file) => {
      assert.deepEqual([within, location?.file, location?.line], ['tick', file, lineOf(source, 'state.ticks += 1')]);
      assert.ok('state' in locals && 'self' in locals);
      assert.deepEqual(await evaluate('state'), { ticks: 2, seen: '2x' });
    });
    assert.deepEqual(end, { same: true, stopped: true });
  });

  it('is stopped at its first statement, also where it is told of a variable that its inner functions see', async () => {
    const source = scenarioSource('let sum = 0; [1, 2].forEach((one) => { sum += one; }); state.seen = String(sum);');
    const end = await debugged(source, THIRD, ({ location }) => assert.equal(location?.line, lineOf(source, 'state.ticks += 1')));
    assert.deepEqual(end, { same: true, stopped: true });
  });

  it('is stopped at the start of a node, and where an effect of the handler is what was chosen', async () => {
    const poked = scenarioSource("self.send('clock', { type: 'poke' });").replace(
      'on: {}',
      "on: { poke(state) { state.seen = 'poked'; } }",
    );
    await debugged(poked, 0, ({ within }) => assert.equal(within, 'init'));
    // The message that the first tick has sent.
    await debugged(poked, 2, async ({ within, evaluate }) => assert.deepEqual([within, await evaluate('state.ticks')], ['tick', 0]));
  });

  it('is stopped in the run that something else has happened in', async () => {
    const changes: RunChanges = {
      faults: [
        { at: '15ms', crash: 'clock' },
        { at: '50ms', restart: 'clock' },
      ],
    };
    const end = await debugged(scenarioSource(''), 3, ({ within }) => assert.equal(within, 'init'), changes);
    assert.deepEqual(end, { same: true, stopped: true });
  });

  it('may stand there for longer than a handler may take', async () => {
    const end = await debugged(scenarioSource(''), THIRD, async ({ evaluate }) => {
      // Busy, so that no watchdog could take it for a process that rests.
      assert.equal(await evaluate('(() => { let n = 0; for (let i = 0; i < 3e8; i++) n += i; return n > 0; })()'), true);
    });
    assert.deepEqual(end, { same: true, stopped: true });
  });

  it('makes it another run when a value is changed, which is told', async () => {
    const end = await debugged(scenarioSource(''), THIRD, async ({ evaluate }) => void (await evaluate('state.ticks = 100')));
    assert.deepEqual(end, { same: false, stopped: true });
  });

  it('is stopped in a file that starts anew for each run', async () => {
    writeSource(folder, 'node_modules/counts/package.json', '{ "name": "counts", "main": "index.js" }');
    writeSource(folder, 'node_modules/counts/index.js', 'let n = 0;\nmodule.exports = { next: () => ++n };');
    const source = scenarioSource('state.seen = String(ids.next());', { head: "import ids from 'counts';" });
    const end = await debugged(source, THIRD, async ({ evaluate }) => assert.equal(await evaluate('state.seen'), '2'));
    assert.deepEqual(end, { same: true, stopped: true });
  });

  it('is gone when the one who started it is killed while nobody has attached', async () => {
    const file = writeSource(folder, 'killed.ts', scenarioSource(''));
    const child = spawn(process.execPath, [join(PROJECT, 'dist/backstep.js'), 'debug-handler', file, '--seed', '1', '--at', '3', '--json']);
    const text = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    const { url } = JSON.parse(text) as { url: string };
    assert.ok(await answers(url));
    child.kill('SIGKILL');
    await eventually(async () => assert.ok(!(await answers(url))));
  });
});

describe('backstep debug-handler', () => {
  it('says where the handler is and where to attach, and at the end that the run was the same', async () => {
    const file = writeSource(folder, 'told.ts', scenarioSource(''));
    const child = spawn(process.execPath, [join(PROJECT, 'dist/backstep.js'), 'debug-handler', 'told.ts', '--seed', '1', '--at', '25ms'], {
      cwd: folder,
    });
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
    await eventually(() => assert.match(told, /others at (ws:\S+)\./));
    assert.match(told, /^Step 2 of seed 1 is handled by timers\.tick of 'clock': told\.ts:\d+:\d+$/m);
    const inspector = await Inspector.attach(/others at (ws:\S+)\./.exec(told)![1]!);
    assert.equal((await inspector.stop()).location?.file, file);
    await inspector.send('Debugger.resume');
    const [exit] = (await once(child, 'close')) as [number];
    inspector.close();
    assert.equal(exit, 0);
    assert.match(told, /^The run went on to its end, and was the recorded one: hash [0-9a-f]{16}\.$/m);
  });

  it('refuses a step that no handler has to do with, before anything waits', async () => {
    const file = writeSource(folder, 'heal.ts', scenarioSource('', { rest: ", faults: [{ at: '5ms', crash: 'clock' }]" }));
    const { exit, stderr } = await backstep(['debug-handler', file, '--seed', '1', '--at', '1'], folder);
    assert.equal(exit, 2);
    assert.match(stderr, /^No handler of yours ran at step 1 of seed 1: name the step of a message, a timer or a start\.$/m);
  });
});
