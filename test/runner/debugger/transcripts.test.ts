import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DebugConversation } from '../../support/debug-conversation.ts';
import { PROJECT } from '../../support/runner.ts';

const ZOMBIE = join(PROJECT, 'examples/leases/zombie.ts');
const FOLDER = join(PROJECT, 'test/golden/debugger');

/** Compares a whole conversation with the pinned one; `UPDATE_GOLDEN=1` pins it anew. */
async function pinned(name: string, talk: (conversation: DebugConversation) => Promise<void>): Promise<void> {
  const conversation = new DebugConversation();
  await conversation.start();
  try {
    await talk(conversation);
  } finally {
    await conversation.close();
  }
  const file = join(FOLDER, `${name}.json`);
  const said = `[\n${conversation.transcript.map((line) => JSON.stringify(line)).join(',\n')}\n]\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, said);
  }
  assert.deepEqual(JSON.parse(said), JSON.parse(readFileSync(file, 'utf8')));
}

describe('whole conversations with the debugger', () => {
  it('goes from a violation back along its causes', () =>
    pinned('violation-backward', async (editor) => {
      await editor.launch({ program: ZOMBIE, seed: 0 });
      const { threadId = 0 } = await editor.move('configurationDone', {});
      await editor.ask('threads');
      await editor.ask('exceptionInfo', { threadId });
      const frames = await editor.frames(threadId);
      await editor.scope(frames[0]!.id, 'State of storage');
      await editor.scope(frames[0]!.id, 'Changed by this step');
      await editor.scope(frames[1]!.id, 'Clock, timers and disk');
      await editor.move('restartFrame', { frameId: frames[1]!.id });
      await editor.move('stepBack');
      await editor.move('reverseContinue');
      await editor.ask('disconnect', {});
    }));

  it('stops at lines, messages and changes, in both directions', () =>
    pinned('breakpoints', async (editor) => {
      await editor.launch({ program: ZOMBIE, seed: 0, at: 'start' });
      await editor.ask('setBreakpoints', { source: { path: ZOMBIE }, breakpoints: [{ line: 27 }, { line: 4_000 }] });
      await editor.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'deliver:release@lock' }, { name: 'deliver:write@storge' }] });
      await editor.ask('setExceptionBreakpoints', { filters: ['safety', 'fault'] });
      await editor.move('configurationDone', {});
      await editor.move('continue');
      await editor.move('continue');
      await editor.ask('setBreakpoints', { source: { path: ZOMBIE }, breakpoints: [] });
      await editor.ask('setFunctionBreakpoints', { breakpoints: [] });
      await editor.move('continue');
      await editor.ask('setDataBreakpoints', { breakpoints: [{ dataId: 'nodes.storage.accepted' }] });
      await editor.move('reverseContinue');
      await editor.ask('disconnect', {});
    }));

  it('asks when a value changed and who wrote it last, with conditions and counts', () =>
    pinned('who-wrote-this', async (editor) => {
      await editor.launch({ program: ZOMBIE, seed: 0 });
      await editor.ask('setExceptionBreakpoints', {
        filters: ['safety'],
        filterOptions: [
          { filterId: 'fault', condition: "fault === 'stall'" },
          { filterId: 'liveness', condition: 'when(step)' },
        ],
      });
      const { threadId = 0 } = await editor.move('configurationDone', {});
      await editor.evaluate('when(nodes.storage.accepted.length)');
      // What is said comes after the answer, and the next question after what is said.
      await editor.said(/^step 76 /);
      const [top] = await editor.frames(threadId);
      await editor.ask('dataBreakpointInfo', { name: 'accepted', frameId: top!.id });
      await editor.ask('dataBreakpointInfo', { name: 'acepted', frameId: top!.id });
      await editor.ask('setDataBreakpoints', { breakpoints: [{ dataId: 'nodes.lock.current' }] });
      await editor.move('reverseContinue');
      await editor.ask('setDataBreakpoints', {
        breakpoints: [{ dataId: 'accepted', condition: 'accepted.length < 3', hitCondition: '2' }],
      });
      await editor.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'acquire', hitCondition: '>= 2' }] });
      await editor.move('reverseContinue');
      await editor.move('reverseContinue');
      await editor.ask('disconnect', {});
    }));
});
