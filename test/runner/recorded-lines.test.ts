import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bundleScenario, instrumented } from '../../runner/compile.ts';
import type { RecordedLines } from '../../runner/runner-api.ts';
import { Unveiled } from '../../runner/prelude/unveiled.ts';
import { builtRunner, lineOf, PROJECT, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const catalogue = JSON.parse(readFileSync(join(PROJECT, 'examples/catalogue.json'), 'utf8')) as { breaks: string; holds: string }[];
const FILES = [...new Set(catalogue.flatMap(({ breaks, holds }) => [breaks, holds]))].sort().map((name) => join(PROJECT, 'examples', name));

describe('a run, line by line', () => {
  const runner = builtRunner();
  let folder: string;
  before(() => (folder = makeScratchFolder()));
  after(() => removeScratchFolder(folder));

  /** Records a seed of a source with probes, and what the same run comes to without. */
  async function recorded(source: string): Promise<{ lines: RecordedLines; hash: string; file: string }> {
    const file = writeSource(folder, `${lineOf(source, 'export default')}-${source.length}.ts`, source);
    const opened = await runner.open(file);
    const { outcome } = await opened.record(3);
    const lines = await opened.lines(3);
    opened.close();
    return { lines, hash: outcome.hash, file };
  }

  /** The lines that the last handler comes to. */
  async function lastHandler({ lines }: { lines: RecordedLines }) {
    const { lengths } = lines.trail;
    const step = Array.from(lengths, (length) => length > 0).lastIndexOf(true);
    const seen = await lines.look({ from: step, to: step });
    return seen.map(({ site, values }) => {
      const { names, location } = lines.sites[site]!;
      return { line: location.line, values: Object.fromEntries(names.map((name, index) => [name, values[index]])) };
    });
  }

  for (const file of FILES) {
    it(`is the same run as without, in ${file.slice(PROJECT.length)}`, async () => {
      for (const { id } of await runner.offered(file)) {
        const opened = await runner.open(file, id);
        try {
          const { outcome } = await opened.record(1);
          const lines = await opened.lines(1);
          lines.close();
          assert.equal(lines.hash, outcome.hash, id);
        } finally {
          opened.close();
        }
      }
    });

    it(`is the same text without the probes, in ${file.slice(PROJECT.length)}`, async () => {
      const bundle = await bundleScenario(file);
      const { code, probes } = instrumented(bundle, { probes: true });
      assert.ok(probes && probes.sites.length > 0);
      const { from, to } = probes.veil;
      assert.equal(new Unveiled(code, from, to).text(code), instrumented(bundle).code);
    });
  }

  it('tells each line with the variables as they were before it', async () => {
    const source = scenarioSource(`
      let sum = 0;
      for (const part of [1, 2]) {
        sum += part;
      }
      state.seen = String(sum);`);
    const run = await recorded(source);
    const seen = await lastHandler(run);
    run.lines.close();
    const at = (text: string) => lineOf(source, text);
    assert.deepEqual(
      seen.map(({ line }) => line),
      [
        at('state.ticks += 1'),
        at('let sum'),
        at('for (const'),
        at('sum += part'),
        at('sum += part'),
        at('state.seen = '),
        at("self.setTimer('tick', '10ms');\n    }"),
        at('    },\n  },\n});'),
      ],
    );
    assert.deepEqual(seen[1]!.values['sum'], { absent: true });
    assert.deepEqual([seen[3]!.values['sum'], seen[4]!.values['sum'], seen[5]!.values['sum']], [{ value: 0 }, { value: 1 }, { value: 3 }]);
    assert.deepEqual(seen[4]!.values['part'], { value: 2 });
    assert.deepEqual(seen[7]!.values['state'], { value: { ticks: 10, seen: '3' } });
    assert.deepEqual(seen[7]!.values['self'], { text: 'what this node can do' });
  });

  it('is not seen by the code that is run: neither in the texts of functions nor in stacks', async () => {
    const source = scenarioSource(`
      const self2 = () => { const inner = (n: number) => n + 1; return inner(1); };
      state.seen = [String(self2), String(Function.prototype.toString), new Error('here').stack, [1].map((n) => new Error(String(n)).stack)].join();
      self.log(state.seen);`);
    const { lines, hash } = await recorded(source);
    lines.close();
    assert.equal(lines.hash, hash);
  });

  it("calls no code of the user's to look at what a variable holds", async () => {
    const source = scenarioSource(`
      const asked = { n: 0 };
      const trap = { get value() { asked.n += 1; return asked.n; } };
      const proxy = new Proxy({}, { ownKeys() { asked.n += 1; return []; }, get() { asked.n += 1; return 1; }, getPrototypeOf() { asked.n += 1; return null; } });
      state.seen = String(asked.n) + typeof trap + typeof proxy;`);
    const run = await recorded(source);
    const seen = await lastHandler(run);
    run.lines.close();
    const { values } = seen.at(-1)!;
    assert.deepEqual(values['asked'], { value: { n: 0 } });
    assert.deepEqual(values['trap'], { text: '{value: computed}' });
    assert.deepEqual(values['proxy'], { text: 'a Proxy' });
    assert.equal(run.lines.hash, run.hash);
  });

  it('tells a handler that is struck under way as it was in the end', async () => {
    const source = scenarioSource(`
      self.stall('3ms');
      state.seen = String(self.now());`);
    const run = await recorded(source);
    const seen = await lastHandler(run);
    run.lines.close();
    assert.equal(run.lines.hash, run.hash);
    assert.equal(seen[1]!.line, lineOf(source, "self.stall('3ms')"));
  });
});
