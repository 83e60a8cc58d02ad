import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Problem } from '../../runner/protocol.ts';
import { backstep, builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const runner = builtRunner({ watchdogMilliseconds: 120_000 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

const NONE: Problem = { message: '' };

/** What recording a scenario with this handler is refused with, which has to stand at the handler or in it. */
async function refusal(name: string, tick: string, more: Parameters<typeof scenarioSource>[1] = {}): Promise<string> {
  const source = scenarioSource(`/*HERE*/ ${tick}`, more);
  const scenario = await runner.open(writeSource(folder, `${name}.ts`, source));
  try {
    const [{ message, location } = NONE] = await problemsOf(scenario.record(1));
    const here = lineOf(source, more.properties ?? '/*HERE*/');
    assert.ok([here, lineOf(source, 'tick(state, self) {')].includes(location?.line ?? 0), `${message} in line ${location?.line}`);
    return message;
  } finally {
    scenario.close();
  }
}

describe('what an author may hand back', () => {
  it('a state that is nested without end, or has more items than can be looked through', async () => {
    const deep = await refusal('deep', 'let x: any = {}; for (let n = 0; n < 1e5; n++) x = { x }; (state as any).x = x;');
    assert.match(deep, /^In the state of 'clock' after timers\.tick, state\.x\.x.{20,200} is nested more than 1000 levels deep\.$/);
    const wide = await refusal('wide', '(state as any).all = new Array(4e9);');
    assert.match(wide, /state\.all is an array of 4000000000 items, of at most 10000000\.$/);
  });

  it('a state that throws when it is looked into', async () =>
    assert.match(
      await refusal('trap', "(state as any).x = new Proxy({}, { ownKeys() { throw new Error('trap'); } });"),
      /In the state of 'clock' after timers\.tick, something cannot be looked into: Error: trap\.$/,
    ));

  it('an answer of a property that throws when it is asked what it is', async () =>
    assert.match(
      await refusal('answer', '', {
        properties: "@safety static odd(): never { return new Proxy({}, { get() { throw new Error('trap'); } }) as never; }",
      }),
      /^The property 'odd' threw Error: trap\.$/,
    ));

  it('something like a promise that throws when it is looked at is none', async () => {
    const scenario = await runner.open(
      writeSource(folder, 'then.ts', scenarioSource("return { get then() { throw new Error('x'); } } as never;")),
    );
    assert.equal((await scenario.record(1)).outcome.verdict, 'held');
    scenario.close();
  });

  it('a timer that sets itself without a delay is named', async () =>
    assert.match(
      await refusal('zeno', "self.setTimer('tick', 0); return;"),
      /^More than 1000000 events happened at the same simulated time, and the handler timers\.tick of 'clock' is next\.$/,
    ));

  it('what is no error at all is told as thrown', async () => {
    const file = writeSource(folder, 'thrown.ts', `throw null;\n${scenarioSource('')}`);
    assert.match((await problemsOf(runner.open(file)))[0]!.message, /^Something threw null\.$/);
  });
});

describe('texts of any length', () => {
  it('are printed in bounded length, and given whole to programs', async () => {
    writeSource(folder, 'long.ts', scenarioSource("throw new Error(('y'.repeat(99) + String.fromCharCode(10)).repeat(1e4));"));
    const told = await backstep(['run', 'long.ts', '--seed', '1'], folder);
    assert.equal(told.exit, 1);
    assert.ok(told.stdout.length < 40_000, `${told.stdout.length} characters`);
    assert.match(told.stdout, /… \(9\d\d,\d{3} more characters\)/);
    const whole = await backstep(['run', 'long.ts', '--seed', '1', '--json'], folder);
    assert.ok(whole.stdout.length > 1e6);
    JSON.parse(whole.stdout);
  });

  it('with line breaks stay in their line', async () => {
    const rest = ", ...{ name: 'two\\nlines', nodes: { 'a\\nb\\u001b[2J': clock, clock } }";
    writeSource(folder, 'broken.ts', scenarioSource("if (state.ticks === 3) throw new Error('x');", { rest }));
    for (const command of [['run'], ['explain'], ['sweep', '--no-shrink']]) {
      const seeds = command[0] === 'sweep' ? ['--seeds', '3'] : ['--seed', '1'];
      const { stdout, exit } = await backstep([command[0]!, 'broken.ts', ...seeds, ...command.slice(1)], folder);
      assert.equal(exit, 1);
      assert.doesNotMatch(stdout, /^b|^lines/m);
      assert.match(stdout, /a\\nb\\u001b\[2J/);
    }
  });

  it('are no names', async () => {
    const named = (rest: string): string => writeSource(folder, 'named.ts', scenarioSource('', { rest: `, ${rest}` }));
    for (const rest of ["...{ name: 'n'.repeat(1e6) }", "...{ nodes: { ['n'.repeat(1e6)]: clock } }"])
      assert.match((await problemsOf(runner.open(named(rest))))[0]!.message, / has 1000000 characters: 'n{80}…'\.$/);
  });
});

describe('where memory runs out', () => {
  it('the handler that ran last is named, with its line', async () => {
    const source = scenarioSource('for (const all = []; ; ) all.push(new Uint8Array(1e7).fill(1));');
    const hoarding = builtRunner({ watchdogMilliseconds: 120_000, memoryMegabytes: 64 });
    const scenario = await hoarding.open(writeSource(folder, 'hoarding.ts', source));
    const [{ cure = '', location } = NONE] = await problemsOf(scenario.record(1));
    assert.match(cure, /^The handler timers\.tick of 'clock' ran last\. /);
    assert.equal(location?.line, lineOf(source, 'tick(state, self) {'));
    scenario.close();
  });
});
