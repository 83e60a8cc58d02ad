import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import zombie from '../../examples/leases/zombie.ts';
import { modelOf, recordSeed, runSeed } from '../../sim-core/engine.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, PROJECT, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'held.ts', scenarioSource(''));
  writeSource(folder, 'alone.ts', scenarioSource('if (state.ticks === 4) state.ticks = -5;'));
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);
const ZOMBIE = join(PROJECT, 'examples/leases/zombie.ts');

interface Explained {
  readonly property: string;
  readonly step: number;
  readonly before: number;
  readonly past: number;
  readonly story: readonly { readonly step: number; readonly kind: string; readonly text: string; readonly why: string }[];
  readonly otherwise: readonly { readonly fault: string | null; readonly message: string | null; readonly step: number | null }[];
  readonly complete: boolean;
  readonly inevitable: {
    readonly futures: number;
    readonly points: readonly { readonly step: number; readonly violating: number }[];
    readonly jump: { readonly step: number; readonly after: number; readonly exact: boolean } | null;
  } | null;
  readonly nearest: {
    readonly choices: Readonly<Record<string, Readonly<Record<number, number>>>>;
    readonly minimal: boolean;
    readonly parts: { readonly step: number; readonly here: { readonly text: string } | null };
  } | null;
}

describe('backstep explain', () => {
  it('tells the story of the zombie: who wrote, which stall bent it, and what would have had to be otherwise', async () => {
    const { exit, stdout } = await run('explain', ZOMBIE, '--seed', '0', '--json');
    assert.equal(exit, 1);
    const { property, step, before: all, past, story, otherwise, complete } = JSON.parse(stdout) as Explained;
    assert.equal(property, 'noExpiredLeaseOverwritesANewerOne');
    assert.ok(complete && past < all && story.length < past);
    assert.deepEqual([story.at(-1)!.step, story.at(-1)!.why], [step, 'violation']);
    const [fault] = otherwise.filter((each) => each.fault !== null);
    assert.match(fault!.fault!, /stall: 'client2'/);
    assert.equal(story.find((each) => each.step === fault!.step)!.why, 'needed');
    // The newer write, which the late one overwrote, is on no chain of its causes, and it would not have happened without it.
    const newer = story.find(({ kind, text, why }) => kind === 'deliver' && why === 'needed' && text.includes('client1, text 2'));
    assert.ok(newer);
    assert.ok(otherwise.some(({ step: at }) => at === newer.step));
  });

  it('tells it in words', async () => {
    const { stdout } = await run('explain', ZOMBIE, '--seed', '0');
    assert.match(stdout, /^safety violated: no expired lease overwrites a newer one$/m);
    assert.match(stdout, /^▶ +\d+ .* storage +deliver +← client2 +write text: "client2, text 1"/m);
    assert.match(stdout, /^! +\d+ .* client2 +pause +stall$/m);
    assert.match(stdout, /^ {2}without the fault \{ at: .*stall: 'client2'.* \}, step \d+$/m);
    assert.match(stdout, /^ {2}had write from client1 to storage been lost \(client1>storage#1, step \d+\)$/m);
  });

  it('tells when it became inevitable, and the nearest good run, which is executed', async () => {
    const { stdout } = await run('explain', ZOMBIE, '--seed', '0', '--futures', '8', '--json');
    const { step, inevitable, nearest } = JSON.parse(stdout) as Explained;
    const { futures, points, jump } = inevitable!;
    assert.equal(futures, 8);
    assert.ok(points.every(({ violating }, at) => violating <= 8 && (at === 0 || points[at - 1]!.step < points[at]!.step)));
    assert.equal(points.at(-1)!.step, step - 1);
    assert.equal(points.at(-1)!.violating, 8);
    assert.ok(points[0]!.violating < 8);
    const [before, after] = [jump!.after, jump!.step].map((at) => points.find((point) => point.step === at)!.violating);
    assert.ok(jump!.exact && jump!.step === jump!.after + 1);
    assert.equal(after! - before!, Math.max(...points.slice(1).map(({ violating }, at) => violating - points[at]!.violating)));
    const { choices, minimal, parts } = nearest!;
    assert.ok(minimal && parts.here!.text !== '' && parts.step > 0);
    // The two ways to the same answer: the engine itself, with these draws and with none of them.
    const model = modelOf(zombie);
    assert.equal(runSeed(model, 0, { choices }).properties.find(({ kind }) => kind === 'safety')!.verdict, 'held');
    assert.equal(runSeed(model, 0).properties.find(({ kind }) => kind === 'safety')!.verdict, 'violated');
    const [here, there] = [recordSeed(model, 0), recordSeed(model, 0, { choices })].map(({ trace }) => trace.columns.hash);
    assert.equal(
      here!.findIndex((hash, at) => hash !== there![at]),
      parts.step,
    );
  });

  it('executes no futures where none are wanted, and refuses what is no number of them', async () => {
    const { stdout } = await run('explain', ZOMBIE, '--seed', '0', '--futures', '0');
    assert.doesNotMatch(stdout, /inevitable/);
    const { exit, stderr } = await run('explain', ZOMBIE, '--seed', '0', '--futures', 'many');
    assert.equal(exit, 2);
    assert.match(stderr, /'many' is not a number of futures/);
  });

  it('says so where nothing single made the difference', async () => {
    const { exit, stdout } = await run('explain', 'alone.ts', '--seed', '1');
    assert.equal(exit, 1);
    assert.match(stdout, /^No single fault or message that was tried made the difference/m);
  });

  it('refuses a seed that violates nothing', async () => {
    const { exit, stderr } = await run('explain', 'held.ts', '--seed', '1');
    assert.equal(exit, 2);
    assert.match(stderr, /^Seed 1 violates nothing, so there is nothing to explain\. Find a seed that does with a sweep\.$/m);
  });
});
