import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { DebugConversation } from '../../support/debug-conversation.ts';
import { backstep, PROJECT } from '../../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch.ts';

const ZOMBIE = join(PROJECT, 'examples/leases/zombie.ts');
const VIOLATION = 50;

describe('a variable that is given another value', () => {
  let editor: DebugConversation;
  beforeEach(async () => {
    editor = new DebugConversation();
    await editor.start();
    await editor.launch({ program: ZOMBIE, seed: 0, at: VIOLATION, stepBy: 'event' });
  });
  afterEach(() => editor.close());

  /** What can be opened of the top frame, by the name of its scope. */
  async function scopes(): Promise<ReadonlyMap<string, number>> {
    const [top] = await editor.frames((await editor.move('configurationDone', {})).threadId ?? 0);
    const { scopes: all } = await editor.ask<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: top!.id });
    return new Map(all.map(({ name, variablesReference }) => [name, variablesReference]));
  }

  it('forks, and says so: the state has it from there on, and breakpoints hold', async () => {
    const variablesReference = (await scopes()).get('State of storage')!;
    const { variables } = await editor.ask<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference });
    assert.ok(variables.some(({ name }) => name === 'accepted'));
    await editor.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'deliver:release@lock' }] });
    await editor.move('setVariable', { variablesReference, name: 'accepted', value: '[]' });
    await editor.said(/^Forked: storage has accepted = \[\]/);
    assert.equal(await editor.evaluate('nodes.storage.accepted'), '[]');
    await editor.move('reverseContinue');
    assert.equal(await editor.step(), VIOLATION, 'the run up to there is shared');
    await editor.move('reverseContinue');
    assert.equal(await editor.evaluate('event.name'), '"release"');
    assert.ok((await editor.step()) < VIOLATION);
  });

  it('forks where the message says something else, and refuses what has happened', async () => {
    const opened = await scopes();
    const { variables } = await editor.ask<DebugProtocol.VariablesResponse['body']>('variables', {
      variablesReference: opened.get('Event')!,
    });
    const message = variables.find(({ name }) => name === 'message')!.variablesReference;
    await assert.rejects(
      editor.ask('setVariable', { variablesReference: opened.get('Event')!, name: 'time', value: '1' }),
      /What has happened stays as it is/,
    );
    await editor.move('setVariable', { variablesReference: message, name: 'token', value: '1000' });
    assert.equal(await editor.evaluate('message.token'), '1000');
    assert.equal(await editor.step(), VIOLATION);
  });
});

describe('a trace that an exploration has made', () => {
  let folder: string;
  before(() => {
    folder = makeScratchFolder();
  });
  after(() => removeScratchFolder(folder));

  it('is debugged in its order, with the states of its nodes', async () => {
    const trace = join(folder, 'explored.backstep');
    await backstep(['explore', 'examples/explore/impatient-manager.ts', '--out', trace]);
    const editor = new DebugConversation();
    await editor.start();
    try {
      await editor.launch({ trace, at: 'violation' });
      await editor.move('configurationDone', {});
      const at = await editor.ask<{ changes?: { order?: readonly string[] } }>('backstep.where');
      assert.ok((at.changes?.order?.length ?? 0) > 0, 'whoever shows the run elsewhere shows this order');
      assert.match(await editor.evaluate('nodes'), /\{/);
    } finally {
      await editor.close();
    }
  });
});
