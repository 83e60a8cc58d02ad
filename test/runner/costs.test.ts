import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sharesOf } from '../../runner/costs.ts';
import type { Costs } from '../../runner/protocol.ts';
import { costLines } from '../../runner/report/cost-lines.ts';
import { builtRunner, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const BUSY = 'for (let i = 0, sum = 0; i < 2_000_000; i++) sum += Math.sqrt(i);';

let folder = '';
before(() => (folder = makeScratchFolder()));
after(() => removeScratchFolder(folder));

/** What is measured of a file with one property that looks at every tick. */
async function costsOf(name: string, tick: string, look: string): Promise<Costs> {
  const properties = `@safety static looksHard() { ${look} return true; } @safety static looksOnce() { return true; }`;
  const scenario = await builtRunner().open(writeSource(folder, name, scenarioSource(tick, { properties })));
  try {
    const costs = await scenario.costs(Array.from({ length: 10 }, (_, seed) => seed));
    assert.ok(costs, 'this engine can measure');
    return costs;
  } finally {
    scenario.close();
  }
}

describe('where the time of a sweep goes', () => {
  it('is told of a property that works harder than the handlers', async () => {
    const costs = await costsOf('property.ts', '', BUSY);
    assert.equal(costs.properties[0]?.name, 'looksHard');
    assert.ok(costs.properties[0].share > 0.3, JSON.stringify(costs));
    const [line] = costLines(costs);
    assert.match(line!, /^Properties take \d+ % of the time and handlers \d+ %: "looks hard" alone takes \d+ %\. Let it return early/);
  });

  it('is no word about properties where the handlers work harder', async () => {
    const costs = await costsOf('handler.ts', BUSY, '');
    assert.ok(costs.handlers > 0.3, JSON.stringify(costs));
    assert.deepEqual(costLines(costs), []);
  });

  it('counts what a function calls as its own, and each sample once', () => {
    const frame = (lineNumber: number) => ({ functionName: '', scriptId: '7', url: '', lineNumber, columnNumber: 3 });
    const costs = sharesOf(
      {
        nodes: [
          { id: 1, callFrame: frame(0), children: [2, 4] },
          { id: 2, callFrame: frame(10), children: [3] },
          { id: 3, callFrame: frame(20) },
          { id: 4, callFrame: frame(20), children: [5] },
          { id: 5, callFrame: frame(99) },
        ],
        startTime: 0,
        endTime: 10,
        samples: [1, 2, 3, 4, 5],
        timeDeltas: [4, 1, 1, 2, 2],
      },
      new Map([
        ['7:10:3', { owner: 'node', name: 'on.tick' }],
        ['7:20:3', { owner: '', name: 'looks' }],
      ]),
    );
    assert.deepEqual(costs, { handlers: 0.2, properties: [{ name: 'looks', share: 0.4 }] });
  });

  it('is no word about little', () => {
    assert.deepEqual(costLines({ handlers: 0.05, properties: [{ name: 'looks', share: 0.1 }] }), []);
    assert.deepEqual(costLines(null), []);
  });
});
