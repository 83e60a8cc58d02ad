import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DebugConversation } from '../../support/debug-conversation.ts';
import { backstep, PROJECT } from '../../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch.ts';

const ZOMBIE = join(PROJECT, 'examples/leases/zombie.ts');
/** In seed 0, storage accepts the zombie's write at step 50, which client2 sent at step 48. */
const VIOLATION = 50;
const SENT = 48;
const STORAGE = 2;
const CLIENT2 = 4;

describe('the debugger', () => {
  let editor: DebugConversation;
  beforeEach(async () => {
    editor = new DebugConversation();
    await editor.start();
  });
  afterEach(() => editor.close());

  const begin = async (at: string | number = 'violation', stepBy: 'line' | 'event' = 'line'): Promise<void> => {
    await editor.launch({ program: ZOMBIE, seed: 0, at, stepBy });
    await editor.move('configurationDone', {});
  };

  it('begins at the violation and says what is violated', async () => {
    await editor.launch({ program: ZOMBIE, seed: 0 });
    const { reason, threadId, text } = await editor.move('configurationDone', {});
    assert.deepEqual([reason, threadId], ['exception', STORAGE]);
    assert.match(text ?? '', /^Safety violated: no expired lease overwrites a newer one\. client2 overwrote/);
    assert.equal(await editor.step(), VIOLATION);
  });

  it('shows the handler on top of a stack of causes that goes across nodes to the first', async () => {
    await begin();
    const frames = await editor.frames(STORAGE);
    assert.match(frames[0]!.name, /^on\.write · storage · step 50 at 25\.026367 s$/);
    assert.match(frames[1]!.name, /^sent by client2 · timers\.write · line \d+ at 25\.000000 s$/);
    assert.match(frames[2]!.name, /^set by client2 · on\.granted · /);
    assert.match(frames.at(-1)!.name, /^set by client1 · init · line \d+ at 0\.000000 s$/);
    assert.deepEqual([frames[0]!.source?.path, frames[1]!.source?.name], [ZOMBIE, 'lease.ts']);
  });

  it('steps to the next event and the one before, where a step is an event', async () => {
    await begin('violation', 'event');
    await editor.move('next');
    assert.equal(await editor.step(), VIOLATION + 1);
    await editor.move('stepBack');
    await editor.move('stepBack');
    assert.equal(await editor.step(), VIOLATION - 1);
  });

  it('steps into a message, from its send to its delivery', async () => {
    await begin(SENT);
    await editor.move('stepIn');
    assert.equal(await editor.step(), VIOLATION);
  });

  it('steps out to the next event of the node', async () => {
    await begin(SENT);
    await editor.move('stepOut', { threadId: CLIENT2 });
    assert.equal(await editor.step(), SENT + 1);
    await editor.move('stepOut', { threadId: CLIENT2 });
    assert.equal(await editor.step(), 52);
  });

  it('stands still at the ends of the run, and says that it is there', async () => {
    await begin('start', 'event');
    assert.match((await editor.move('stepBack')).description ?? '', /start of the run/);
    await editor.ask('setExceptionBreakpoints', { filters: [] });
    assert.match((await editor.move('continue')).description ?? '', /end of the run/);
    assert.match((await editor.move('next')).description ?? '', /end of the run/);
    assert.equal(await editor.step(), 86);
  });

  it('tells what a step changed, and what it was before', async () => {
    await begin();
    const [top] = await editor.frames(STORAGE);
    assert.deepEqual(await editor.scope(top!.id, 'Changed by this step'), {
      'accepted.2': 'absent → {text: "client2, text 1", by: "client2"}',
    });
  });

  it('shows messages that are on their way, and does not tell of a violation before it is there', async () => {
    await begin(SENT);
    const [top] = await editor.frames(CLIENT2);
    assert.deepEqual(Object.keys(await editor.scope(top!.id, 'Messages in flight')), ['#48 client2 → storage']);
    assert.equal((await editor.scope(top!.id, 'Properties'))['no expired lease overwrites a newer one'], 'safety, not violated so far');
  });

  it('evaluates expressions over the state at the step, seen from the frame', async () => {
    await begin();
    const [top, sender] = await editor.frames(STORAGE);
    assert.equal(await editor.evaluate('nodes.storage.accepted.length', top!.id), '3');
    assert.equal(await editor.evaluate('state.accepted[0].by', top!.id), '"client1"');
    assert.equal(await editor.evaluate('accepted.length > 2 && message.type === "write"', top!.id), 'true');
    assert.equal(await editor.evaluate('lease.token', sender!.id), '34');
  });

  it('lists when an expression changed', async () => {
    await begin();
    assert.equal(await editor.evaluate('when(nodes.storage.accepted.length)'), '6 changes, at steps 1, 15, 34, 50, 62, 76');
  });

  it('refuses an expression that would do more than read, and names the nearest word', async () => {
    await begin();
    await assert.rejects(editor.evaluate('nodes.storge'), /no 'storge'.*Did you mean `storage`\?/);
    await assert.rejects(
      editor.evaluate('nodes.constructor.constructor("return 1")()'),
      /more than an expression|There is no 'constructor'/,
    );
    await assert.rejects(editor.evaluate('nodes.storage = 1'), /more than an expression/);
    await assert.rejects(editor.evaluate('1 +'), /is no expression/);
  });

  it('finds who wrote a value last, by a data breakpoint on a variable', async () => {
    await begin(60);
    const [top] = await editor.frames(STORAGE);
    const { scopes } = await editor.ask<{ scopes: { name: string; variablesReference: number }[] }>('scopes', { frameId: top!.id });
    const { variablesReference } = scopes.find(({ name }) => name === 'State of storage')!;
    const { dataId } = await editor.ask<{ dataId: string }>('dataBreakpointInfo', { variablesReference, name: 'accepted' });
    assert.equal(dataId, 'nodes.storage.accepted');
    await editor.ask('setExceptionBreakpoints', { filters: [] });
    await editor.ask('setDataBreakpoints', { breakpoints: [{ dataId }] });
    assert.equal((await editor.move('reverseContinue')).reason, 'data breakpoint');
    assert.equal(await editor.step(), VIOLATION);
  });

  it('stops at a line only while its condition is true', async () => {
    await begin('start');
    await editor.ask('setExceptionBreakpoints', { filters: [] });
    await editor.ask('setBreakpoints', { source: { path: ZOMBIE }, breakpoints: [{ line: 26, condition: 'accepted.length === 2' }] });
    assert.equal((await editor.move('continue')).reason, 'breakpoint');
    assert.equal(await editor.step(), VIOLATION);
  });

  it('stops where a value changes only while the condition of its breakpoint holds, and says what it was', async () => {
    await begin('start');
    await editor.ask('setExceptionBreakpoints', { filters: [] });
    const dataId = 'nodes.storage.accepted.length';
    await editor.ask('setDataBreakpoints', { breakpoints: [{ dataId, condition: 'accepted.length > 2' }] });
    const { reason, text } = await editor.move('continue');
    assert.deepEqual([reason, text], ['data breakpoint', 'nodes.storage.accepted.length changed from 2 to 3.']);
    assert.equal(await editor.step(), VIOLATION);
  });

  it('does not offer to watch what is misspelt', async () => {
    await begin();
    const { dataId, description } = await editor.ask<{ dataId: string | null; description: string }>('dataBreakpointInfo', {
      name: 'nodes.storage.acepted',
    });
    assert.equal(dataId, null);
    assert.match(description, /There is no 'acepted' in it\. Did you mean `accepted`\?/);
  });

  it('counts the hits of an event from the start of the run, whichever way it comes', async () => {
    await begin('start');
    await editor.ask('setExceptionBreakpoints', { filters: [] });
    await editor.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'deliver:write@storage', hitCondition: '3' }] });
    assert.equal((await editor.move('continue')).reason, 'function breakpoint');
    assert.equal(await editor.step(), VIOLATION);
    await editor.ask('backstep.goTo', { step: 80 });
    await editor.move('reverseContinue');
    assert.equal(await editor.step(), VIOLATION);
    assert.match((await editor.move('reverseContinue')).description ?? '', /start of the run/);
  });

  it('refuses a count and a condition that make no sense, each in one sentence', async () => {
    await begin();
    const { breakpoints } = await editor.ask<{ breakpoints: { verified: boolean; message: string }[] }>('setFunctionBreakpoints', {
      breakpoints: [
        { name: 'acquire', hitCondition: 'often' },
        { name: 'acquire', condition: 'when(step)' },
      ],
    });
    assert.deepEqual(
      breakpoints.map(({ verified }) => verified),
      [false, false],
    );
    assert.match(breakpoints[0]!.message, /'often' is no number of hits/);
    assert.match(breakpoints[1]!.message, /tells of many steps, and a condition is about one: write 'step'/);
  });

  it('stops at a finding only while the condition of its filter holds', async () => {
    await begin('start');
    const set = (filterId: string, condition: string): Promise<unknown> =>
      editor.ask('setExceptionBreakpoints', { filters: [], filterOptions: [{ filterId, condition }] });
    await set('fault', "fault === 'stall'");
    assert.match((await editor.move('continue')).text ?? '', /^Fault struck: stall/);
    await set('safety', "property === 'anotherOne'");
    assert.match((await editor.move('continue')).description ?? '', /end of the run/);
    await set('safety', "property === 'noExpiredLeaseOverwritesANewerOne' && nodes.storage.accepted.length === 3");
    await editor.move('reverseContinue');
    assert.equal(await editor.step(), VIOLATION);
  });

  it('lists in the console when an expression changed, each at its handler, for a click', async () => {
    await begin();
    await editor.evaluate('when(nodes.storage.accepted.length)');
    const line = await editor.said(/^step 50 /);
    assert.match(line.output, /^step 50 at 25\.026367 s · on\.write · storage: 3\n$/);
    assert.deepEqual([line.source?.path, line.line], [ZOMBIE, 25]);
  });

  it('refuses a configuration that means nothing, in one sentence', async () => {
    await assert.rejects(editor.launch({ program: ZOMBIE, seeds: 3 }), /has `seeds`, which it does not know\. Did you mean `seed`\?/);
    await assert.rejects(editor.ask('launch', {}), /has no `program`/);
    await assert.rejects(editor.ask('launch', { program: '/nowhere.ts' }), /does not exist/);
    await assert.rejects(editor.ask('launch', { program: ZOMBIE, seed: 0, at: '99999' }), /There is no step 99999/);
    await assert.rejects(editor.ask('next', { threadId: 1 }), /No run is being debugged/);
  });

  it('debugs a trace file, with the states that the code makes again', async () => {
    const folder = makeScratchFolder();
    try {
      const trace = join(folder, 'zombie.backstep');
      await backstep(['run', 'examples/leases/zombie.ts', '--seed', '0', '--out', trace]);
      await editor.launch({ trace });
      await editor.move('configurationDone', {});
      assert.equal(await editor.step(), VIOLATION);
      assert.equal(await editor.evaluate('nodes.storage.accepted.length'), '3');
    } finally {
      removeScratchFolder(folder);
    }
  });
});
