import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { divergenceCure, divergenceOf, divergenceText } from '../../runner/divergence.ts';
import type { LocatedOutcome } from '../../runner/protocol.ts';
import { builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const runner = builtRunner({ watchdogMilliseconds: 120_000 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

let count = 0;
const write = (source: string): string => writeSource(folder, `case-${count++}.ts`, source);
const DEEP = 'let depth = 0;\nfunction deep() { return deep() + 1; }';
const checked = (source: string): string => `// @ts-nocheck\n${source}`;

async function outcomeOf(source: string): Promise<LocatedOutcome> {
  const scenario = await runner.open(write(checked(source)));
  try {
    return (await scenario.record(1)).outcome;
  } finally {
    scenario.close();
  }
}

describe('an overflow of the stack that a handler catches is refused, with the handler and the line that went too deep:', () => {
  const cases: [what: string, body: string][] = [
    ['by a catch without a name', 'try { deep(); } catch {}'],
    ['by a catch with a name', 'try { deep(); } catch (error) { state.seen = String(error); }'],
    ['by a catch with a pattern', 'try { deep(); } catch ({ message = 1 }) { state.seen = message; }'],
    ['by a finally that goes on', 'for (const i of [1]) { try { deep(); } finally { continue; } }'],
    ['by a finally that returns', 'state.ticks += (() => { try { deep(); } finally { return 1; } })();'],
    ['again and again', 'const most = () => { try { return 1 + most(); } catch { return 1; } }; state.ticks = deep.name && most();'],
    ['in a callback', '[1].forEach(() => { try { deep(); } catch { state.ticks = 5; } });'],
  ];
  for (const [what, body] of cases) {
    it(what, async () => {
      const source = checked(scenarioSource(body, { head: DEEP.replace('let depth = 0;\n', '') }));
      const file = writeSource(folder, `caught-${count++}.ts`, source);
      const scenario = await runner.open(file);
      const [problem, ...more] = await problemsOf(scenario.record(1));
      scenario.close();
      assert.deepEqual(more, []);
      assert.match(
        problem!.message,
        /^The handler timers\.tick of 'clock' caught an overflow of the stack, and how deep that goes no seed decides/,
      );
      assert.match(problem!.cure!, /make it a loop/);
      const place = body.includes('most()') ? 'most();' : 'return deep()';
      assert.deepEqual([problem!.location?.file, problem!.location?.line], [file, lineOf(source, place)]);
    });
  }

  it('and so is one that a property catches', async () => {
    const source = scenarioSource('', {
      head: 'function deep() { return deep() + 1; }',
      properties: '@safety static isShallow() { try { return deep() > 0; } catch { return true; } }',
    });
    const [problem] = await problemsOf(outcomeOf(source));
    assert.match(problem!.message, /^The property 'isShallow' caught an overflow of the stack/);
  });

  it('and one that is caught while the file is loaded', async () => {
    const source = scenarioSource('', { head: 'function deep() { return deep() + 1; }\ntry { deep(); } catch {}' });
    const [problem] = await problemsOf(outcomeOf(source));
    assert.match(problem!.message, /^The file, while it was loaded, caught an overflow of the stack/);
  });

  it('but no other error that is caught is', async () => {
    const body = `
      const seen = [];
      try { throw new RangeError('too far'); } catch (error) { seen.push(error.message); }
      try { null.x; } catch ({ name, message: { length } }) { seen.push(name, length > 0); }
      try { throw 1; } catch { seen.push('nothing'); }
      try { seen.push((() => { try { throw new Error('lost'); } finally { return 'kept'; } })()); } catch { seen.push('never'); }
      try { try { throw 2; } finally { seen.push('last'); } } catch (error) { const message = error; seen.push(() => message, message); }
      state.seen = seen.join();`;
    const scenario = await runner.open(write(checked(scenarioSource(body))));
    const { length } = await scenario.record(1);
    const { seen } = (await scenario.inspect(length - 1)).nodes[0]!.state as { seen: string };
    assert.equal(seen, 'too far,TypeError,true,nothing,kept,last,() => message,2');
    scenario.close();
  });
});

describe('an overflow of the stack that nobody catches', () => {
  it('is a finding of its seed', async () => {
    const { properties } = await outcomeOf(scenarioSource('if (state.ticks === 3) deep();', { head: DEEP }));
    const threw = properties.find(({ name }) => name === 'noHandlerThrows')!;
    assert.match(threw.because!, /timers\.tick of 'clock' threw RangeError: Maximum call stack size exceeded/);
    assert.equal(threw.thrown?.handler, 'timers.tick');
  });

  it('is told as the cause where executions differ that have it', async () => {
    const outcome = await outcomeOf(scenarioSource('const down = () => { state.seen += "x"; down(); }; down();'));
    const other = { ...outcome, hash: 'another' };
    const found = divergenceOf({ when: 'when first run', outcome }, { when: 'when run again', outcome: other })!;
    assert.match(divergenceText(found), /the final states differ.* The handler timers\.tick of 'clock' overflows the stack in it/);
    assert.match(divergenceCure(found), /^Give the recursion an end of its own/);
  });

  it('is not told where there is none', async () => {
    const outcome = await outcomeOf(scenarioSource(''));
    const found = divergenceOf({ when: 'when first run', outcome }, { when: 'when run again', outcome: { ...outcome, hash: 'another' } })!;
    assert.match(divergenceText(found), /the final states differ, by the hash [^.]*\.$/);
    assert.match(divergenceCure(found), /please report it/);
  });
});
