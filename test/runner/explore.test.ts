import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ExploreReport } from '../../runner/explore.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, PROJECT, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'clock.ts', scenarioSource('state.seen = String(self.now()); state.ticks %= 3;'));
  writeSource(folder, 'drawn.ts', scenarioSource('', { rest: ", nemesis: { pause: { every: '10ms', for: '1ms' } }" }));
  writeSource(folder, 'kept.ts', scenarioSource('seen.test("a");', { head: 'const seen = /a/g;' }));
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);
const EXAMPLES = join(PROJECT, 'examples/explore');

describe('backstep explore', () => {
  it('visits all 288 states of two-phase commit, and says so', async () => {
    const { exit, stdout } = await run('explore', join(EXAMPLES, 'two-phase-commit.ts'));
    assert.equal(exit, 0);
    assert.match(
      stdout,
      /^✓ held {2}two-phase commit with 3 resource managers, in every order: 288 distinct states, all of them; diameter 10, /,
    );
    assert.match(stdout, /^ {2}✓ reached +sometimes all abort$/m);
  });

  it('prints one object with --json, and an end before all was visited is no pass', async () => {
    const { exit, stdout } = await run('explore', join(EXAMPLES, 'two-phase-commit.ts'), '--states', '100', '--json');
    assert.equal(exit, 3);
    const { verdict, complete, states, counterexample, properties } = JSON.parse(stdout) as ExploreReport;
    assert.deepEqual(
      { verdict, complete, states, counterexample },
      { verdict: 'unknown', complete: false, states: 100, counterexample: null },
    );
    assert.match(properties[0]!.because!, /before every state had been visited/);
  });

  it('writes the shortest counterexample as a trace, which replay and show read', async () => {
    const file = join(EXAMPLES, 'impatient-manager.ts');
    const { exit, stdout } = await run('explore', file, '--out', 'found.backstep');
    assert.equal(exit, 1);
    assert.match(stdout, /^safety violated: nobody commits where another aborts$/m);
    assert.match(stdout, /^▶ +18 .* manager2 +timer +giveUp$/m);
    assert.match(stdout, /^ {2}replay {4}npx backstep explore \S+impatient-manager\.ts$/m);
    const replayed = await run('replay', 'found.backstep', '--source', file, '--at', 'violation', '--state', 'manager2');
    assert.equal(replayed.exit, 1, replayed.stderr);
    assert.match(replayed.stdout, /^Identical: 19 events/);
    assert.match(replayed.stdout, /phase: "aborted"/);
    const shown = await run('show', 'found.backstep', '--show', 'violation');
    assert.equal(shown.exit, 1);
    assert.match(shown.stdout, /safety violated: nobody commits where another aborts/);
  });

  it('names the loop in which a promise is never kept, and writes it as a trace in which it is marked', async () => {
    const file = join(EXAMPLES, 'polite-clients.ts');
    const { exit, stdout } = await run('explore', file, '--json', '--out', 'loop.backstep');
    assert.equal(exit, 1);
    const { counterexample, properties, complete } = JSON.parse(stdout) as ExploreReport;
    const { prefix, moves } = counterexample!.loop!;
    assert.deepEqual([moves.length > 0, complete], [true, true]);
    assert.deepEqual([counterexample!.order.indexOf('loop begins'), prefix], [0, 0]);
    assert.deepEqual(
      properties.map(({ verdict }) => verdict),
      ['violated', 'violated', 'held'],
    );
    const told = (await run('explore', file)).stdout;
    assert.match(told, /^ {2}From the start on a loop begins, which can be gone through for ever/m);
    const replayed = await run('replay', 'loop.backstep', '--source', file);
    assert.match(replayed.stdout, /^Identical/);
    const shown = await run('show', 'loop.backstep', '--show', '0-');
    assert.match(shown.stdout, /loop +begins: what follows can happen again and again$/m);
    assert.match(shown.stdout, /loop +closes: all is again as it was/m);
  });

  it('says how many transitions it left out, finds the same without, and says why it leaves out none', async () => {
    const of = async (file: string, ...more: readonly string[]): Promise<ExploreReport> =>
      JSON.parse((await run('explore', join(EXAMPLES, file), '--json', ...more)).stdout) as ExploreReport;
    const [reduced, whole] = [await of('impatient-manager.ts'), await of('impatient-manager.ts', '--no-por')];
    assert.ok(reduced.partialOrderReduction.leftOut > 0);
    assert.deepEqual(whole, {
      ...reduced,
      transitions: reduced.transitions + reduced.partialOrderReduction.leftOut,
      partialOrderReduction: { leftOut: 0, off: 'it was turned off' },
    });
    assert.match((await of('polite-clients.ts')).partialOrderReduction.off!, /`@liveness` is judged by all ways/);
    const { stdout } = await run('explore', join(EXAMPLES, 'two-phase-commit.ts'));
    assert.match(stdout, /diameter 10, 607 transitions, and 994 left out because they commute$/m);
  });

  it('says of a history in which no operation succeeds that there was nothing to judge', async () => {
    const asking = (answers: string): string => `
      import { linearizable, node, scenario, workload, type Request } from 'backstep';
      type Read = Request<{ type: 'read' }, { type: 'value'; value: null } | { type: 'none' }>;
      const server = node<Read>()({ init: () => ({}), on: { read: (_state, { request }, self) => self.reply(request, ${answers}) } });
      const outcome = ({ type }: { type: string }) => (type === 'value' ? { ok: null } : { failed: type });
      const client = workload<Read>()({ to: 'server', think: '1ms', total: 1, timeout: '1s', attempts: 1, operations: { read: { outcome } } });
      export default scenario({ name: 's', nodes: { server, client }, duration: '1s', properties: [linearizable('register')] });`;
    writeSource(folder, 'answered.ts', asking("{ type: 'value', value: null }"));
    writeSource(folder, 'refused.ts', asking("{ type: 'none' }"));
    const { exit, stdout } = await run('explore', 'answered.ts', '--json');
    assert.equal(exit, 0, stdout);
    const refused = await run('explore', 'refused.ts', '--json');
    assert.equal(refused.exit, 3, refused.stdout);
    const { properties } = JSON.parse(refused.stdout) as ExploreReport;
    assert.deepEqual(
      properties.map(({ verdict, because }) => [verdict, because]),
      [['vacuous', 'No operation of a client succeeded.']],
    );
  });

  it('gives the same object whenever it explores', async () => {
    const explored = (): Promise<CommandResult> => run('explore', join(EXAMPLES, 'impatient-manager.ts'), '--json');
    assert.equal((await explored()).stdout, (await explored()).stdout);
  });

  it('tells who reads a clock that time is only order', async () => {
    const { exit, stdout } = await run('explore', 'clock.ts');
    assert.equal(exit, 3);
    assert.match(stdout, /^ {2}A clock is read by clock\. In an exploration time is only order/m);
  });

  it('refuses with one sentence what cannot be explored', async () => {
    const refusals: readonly [readonly string[], RegExp][] = [
      [['drawn.ts'], /^drawn\.ts:\d+:\d+: The scenario 'clock' has a nemesis.*List in `faults`/],
      [['kept.ts'], /^kept\.ts:\d+:\d+: The file cannot be explored: .*Keep it in the state of a node/],
      [['clock.ts', '--depth', '0'], /'0' is not a number of moves: use 1 or more/],
      [['clock.ts', '--states', 'many'], /'many' is not a number of states/],
    ];
    for (const [args, told] of refusals) {
      const { exit, stderr } = await run('explore', ...args);
      assert.equal(exit, 2, args.join(' '));
      assert.match(stderr, told);
    }
  });
});
