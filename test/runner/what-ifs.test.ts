import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { CheckedRun, RecordedRun } from '../../runner/protocol.ts';
import type { OpenScenario } from '../../runner/runner-api.ts';
import { readable } from '../../runner/source-of-step.ts';
import { forkAt, parseChanges, type WhatIf } from '../../runner/what-ifs.ts';
import { changesOf, type RunChanges } from '../../sim-core/trace/run-changes.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import { firstDifferentStep } from '../../runner/source-of-step.ts';
import { backstep, builtRunner, PROJECT } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const FENCED = join(PROJECT, 'examples/leases/fenced.ts');
/** The steps of seed 0 at which client1 sends its first message to lock, and at which that arrives; nothing else happens then. */
const [SENT, ARRIVED] = [5, 6];

describe('what if', () => {
  let scenario: OpenScenario;
  let run: RecordedRun;
  before(async () => {
    scenario = await builtRunner().open(FENCED);
    run = await scenario.record(0);
  });
  after(() => scenario?.close());

  const changes = (step: number, whatIf: WhatIf, present: RunChanges = {}): RunChanges =>
    forkAt(readable(run), step, present, whatIf).changes;
  const forked = async (step: number, whatIf: WhatIf): Promise<CheckedRun> => scenario.record(0, changes(step, whatIf));

  it('a message is named by its link and number, by whichever of its steps', () => {
    assert.deepEqual(changes(SENT, { do: 'drop' }), { drops: ['client1>lock#0'] });
    assert.deepEqual(changes(ARRIVED, { do: 'drop' }), { drops: ['client1>lock#0'] });
    assert.throws(() => changes(0, { do: 'drop' }), /Step 0 is about no message/);
    assert.equal(
      forkAt(readable(run), SENT, {}, { do: 'delay', by: '1s', overtaken: true }).name,
      'acquire client1>lock#0 is 1s late, and later ones go ahead of it',
    );
  });

  it('what is changed comes on top of what was', () => {
    const once = changes(SENT, { do: 'delay', by: '1s' });
    const twice = changes(SENT, { do: 'duplicate' }, once);
    assert.deepEqual(twice, { messages: { 'client1>lock#0': { delay: '1s', duplicate: true } } });
    assert.deepEqual(changes(SENT, { do: 'crash', node: 'lock', for: '2s' }, twice), {
      ...twice,
      faults: [{ at: '325001us', crash: 'lock', for: '2s' }],
    });
    assert.throws(() => changes(SENT, { do: 'pause', node: 'lock', for: 'long' as never }), /not a duration/);
  });

  for (const whatIf of [
    { do: 'drop' },
    { do: 'delay', by: '3s' },
    { do: 'duplicate' },
    { do: 'rewrite', value: { ttl: 1 } },
    { do: 'crash', node: 'lock', for: '2s' },
    { do: 'pause', node: 'lock', for: '2s' },
    { do: 'clock', node: 'lock', by: '5s' },
    { do: 'memory', node: 'lock', path: 'nextToken', value: 7 },
    { do: 'byzantine', node: 'lock', behaviour: { behaviour: 'silent' } },
  ] satisfies WhatIf[]) {
    it(`the run up to there is shared, and not what follows: ${whatIf.do}`, async () => {
      const fork = await forked(ARRIVED, whatIf);
      const parts = firstDifferentStep(fork, run);
      assert.ok(parts !== undefined && parts >= ARRIVED - 1, `parts at ${parts}`);
      assert.equal(fork.divergence, null, 'it is one run, however it is executed');
      assert.deepEqual(changesOf(fork), changes(ARRIVED, whatIf), 'the run says of itself what is changed in it');
    });
  }

  it('a node is overwritten right after the step, which the run shows', async () => {
    const fork = await forked(ARRIVED, { do: 'memory', node: 'lock', path: 'nextToken', value: 7 });
    const after = [...Array(fork.length).keys()].find((step) => eventAt(readable(fork), step).kind === 'fault')!;
    assert.deepEqual((await scenario.inspect(after)).nodes.find(({ name }) => name === 'lock')?.changed, ['nextToken']);
  });

  it('a liar is made honest again from a step on, and one that the scenario made so is not', () => {
    const lies = changes(SENT, { do: 'byzantine', node: 'lock', behaviour: { behaviour: 'silent' } });
    assert.deepEqual(lies, { faults: [{ at: '325001us', byzantine: 'lock', lie: { behaviour: 'silent' }, for: 'ever' }] });
    const honest = changes(11, { do: 'byzantine', node: 'lock', behaviour: null }, lies);
    assert.deepEqual(honest.faults, [{ at: '325001us', byzantine: 'lock', lie: { behaviour: 'silent' }, for: '2407288us' }]);
    assert.throws(() => changes(SENT, { do: 'byzantine', node: 'lock', behaviour: null }), /by the scenario itself, or honest already/);
  });

  it('a message that is never sent, and what is no change, are refused', async () => {
    await assert.rejects(
      scenario.record(0, { drops: ['client1>lock#999'] }),
      /never sent in this run: the last one there is client1>lock#6/,
    );
    assert.throws(() => parseChanges('{"drps":[]}'), /Did you mean `drops`/);
    assert.throws(() => parseChanges('{"drops":"a>b#1"}'), /lists/);
    assert.throws(() => parseChanges('nothing'), /no JSON/);
    assert.deepEqual(parseChanges('{"messages":{"a>b#1":{"value":{"n":{"$backstep":"bigint","text":"7"}}}}}'), {
      messages: { 'a>b#1': { value: { n: 7n } } },
    });
  });
});

describe('the command line', () => {
  let folder: string;
  before(() => {
    folder = makeScratchFolder();
  });
  after(() => removeScratchFolder(folder));

  it('runs a what-if, which its trace replays, and compares the two', async () => {
    const [one, two] = [join(folder, 'one.backstep'), join(folder, 'two.backstep')];
    await backstep(['run', FENCED, '--seed', '0', '--out', one]);
    const changed = await backstep(['run', FENCED, '--seed', '0', '--what-if', '{"drops":["client1>lock#0"]}', '--out', two]);
    assert.match(changed.stdout, /loss 1\/1\/1/);
    const [replayed, compared, same] = await Promise.all([
      backstep(['replay', two], PROJECT),
      backstep(['compare', one, two]),
      backstep(['compare', one, one]),
    ]);
    assert.match(replayed.stdout, /Identical: 45 events/);
    assert.equal(compared.exit, 1);
    assert.match(compared.stdout, /≠ +6 .*lock +deliver ← client1 acquire\n→ +6 .*lock +drop ← client1 acquire dropped/);
    assert.deepEqual([same.exit, same.stdout.trim()], [0, 'The same 87 events, held.']);
  });

  it('tells a violation of a what-if with the command that makes it again', async () => {
    const late = '{"faults":[{"at":"34s","pause":"lock","for":"1s"}]}';
    const { exit, stdout } = await backstep(['run', 'examples/leases/zombie.ts', '--seed', '0', '--what-if', late], PROJECT);
    assert.equal(exit, 1);
    assert.ok(stdout.includes(`--seed 0 --what-if '${late}'`), stdout);
  });
});
