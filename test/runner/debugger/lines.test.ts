import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { DebugConversation } from '../../support/debug-conversation.ts';
import { eventually } from '../../support/eventually.ts';
import { lineOf, PROJECT, scenarioSource, writeSource } from '../../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch.ts';

const ZOMBIE = join(PROJECT, 'examples/leases/zombie.ts');
/** In seed 0, storage accepts the zombie's write at step 50, in these lines; client2 sent it at step 48. */
const VIOLATION = 50;
const PUSH = 26;
const SEND = 27;
const BRACE = 28;
const STORAGE = 2;

describe('the debugger, line by line', () => {
  let editor: DebugConversation;
  beforeEach(async () => {
    editor = new DebugConversation();
    await editor.start();
  });
  afterEach(() => editor.close());
  let folder: string;
  before(() => (folder = makeScratchFolder()));
  after(() => removeScratchFolder(folder));

  const begin = async (program = ZOMBIE, at: string | number = 'violation'): Promise<void> => {
    await editor.launch({ program, seed: 0, at });
    await editor.move('configurationDone', {});
  };

  /** Where the debugger stands: the step, and the line of the top frame of a thread. */
  const stands = async (thread = STORAGE): Promise<readonly [step: number, line: number | undefined]> => {
    const [top] = await editor.frames(thread);
    return [await editor.step(), top?.line];
  };

  const variables = async (line: number, thread = STORAGE): Promise<Readonly<Record<string, string>>> => {
    const [top] = await editor.frames(thread);
    return editor.scope(top!.id, `Variables at line ${line}`);
  };

  it('steps back through the handler with the variables of each line, and then to the event before', async () => {
    await begin();
    await editor.move('stepBack');
    assert.deepEqual(await stands(), [VIOLATION, BRACE]);
    await editor.move('stepBack');
    assert.deepEqual(await stands(), [VIOLATION, SEND]);
    assert.match((await variables(SEND))['state'] ?? '', /client2, text 1/);
    await editor.move('stepBack');
    assert.deepEqual(await stands(), [VIOLATION, PUSH]);
    const { state, text, from, self } = await variables(PUSH);
    assert.deepEqual([text, from, self], ['"client2, text 1"', '"client2"', 'what this node can do']);
    assert.doesNotMatch(state ?? '', /client2, text 1/);
    await editor.move('stepBack');
    assert.equal(await editor.step(), VIOLATION - 1);
  });

  it('steps forward line by line, and tells of the violation when the event is over', async () => {
    await begin(ZOMBIE, VIOLATION - 1);
    await editor.move('next');
    assert.deepEqual(await stands(), [VIOLATION, PUSH]);
    await editor.move('next');
    assert.deepEqual(await stands(), [VIOLATION, SEND]);
    await editor.move('next');
    assert.deepEqual(await stands(), [VIOLATION, BRACE]);
    assert.equal((await editor.move('next')).reason, 'exception');
    assert.equal(await editor.step(), VIOLATION);
    await editor.move('next');
    assert.equal(await editor.step(), VIOLATION + 1);
  });

  it('steps into the message that a line sends', async () => {
    await begin(ZOMBIE, VIOLATION - 1);
    await editor.move('next');
    await editor.move('stepIn');
    assert.deepEqual(await stands(), [VIOLATION, SEND], 'the line before sends nothing');
    await editor.move('stepIn');
    const [top] = await editor.frames(4);
    assert.match(top!.name, /^on\.written · client2 /);
  });

  it('evaluates what stands in the source with the values of the line', async () => {
    await begin(ZOMBIE, VIOLATION - 1);
    await editor.move('next');
    const [top] = await editor.frames(STORAGE);
    assert.equal(await editor.evaluate('state.accepted.length', top!.id), '2');
    assert.equal(await editor.evaluate('text + from', top!.id), '"client2, text 1client2"');
    await editor.move('next');
    const [later] = await editor.frames(STORAGE);
    assert.equal(await editor.evaluate('state.accepted.length', later!.id), '3');
    assert.equal(await editor.evaluate('nodes.storage.accepted.length', later!.id), '2', 'others see it when the handler is over');
  });

  it('stops at a breakpoint on any line, also backward', async () => {
    await begin(ZOMBIE, 'start');
    await editor.ask('setExceptionBreakpoints', { filters: [] });
    const { breakpoints } = await editor.ask<{ breakpoints: unknown[] }>('setBreakpoints', {
      source: { path: ZOMBIE },
      breakpoints: [{ line: SEND }, { line: 5 }, { line: 4_000 }],
    });
    assert.deepEqual(
      (breakpoints as { verified: boolean; line: number }[]).map(({ verified, line }) => [verified, line]),
      [
        [true, SEND],
        [true, 23],
        [false, 4_000],
      ],
    );
    await editor.ask('setBreakpoints', { source: { path: ZOMBIE }, breakpoints: [{ line: SEND }] });
    const steps: number[] = [];
    for (let times = 0; times < 3; times++) {
      assert.equal((await editor.move('continue')).reason, 'breakpoint');
      steps.push(await editor.step());
    }
    assert.deepEqual(steps, [15, 34, VIOLATION]);
    assert.deepEqual(await stands(), [VIOLATION, SEND]);
    assert.equal((await editor.move('reverseContinue')).reason, 'breakpoint');
    assert.deepEqual(await stands(), [34, SEND]);
  });

  it('counts hits from the start of the run, whichever way it comes', async () => {
    await begin(ZOMBIE, 'start');
    await editor.ask('setExceptionBreakpoints', { filters: [] });
    await editor.ask('setBreakpoints', { source: { path: ZOMBIE }, breakpoints: [{ line: PUSH, hitCondition: '3' }] });
    await editor.move('continue');
    assert.equal(await editor.step(), VIOLATION);
    assert.match((await editor.move('continue')).description ?? '', /end of the run/);
    await editor.move('reverseContinue');
    assert.equal(await editor.step(), VIOLATION);
  });

  it('says a log message for the whole past at once, and for what comes when it comes', async () => {
    await begin(ZOMBIE, VIOLATION);
    await editor.ask('setExceptionBreakpoints', { filters: [] });
    const logs = (): string[] =>
      editor.transcript.flatMap((line) => {
        const { output } = ('event' in line && line.event === 'output' ? line.body : {}) as { output?: string };
        return output?.startsWith('step ') ? [output.trim().replace(/ at .*?:/, ':')] : [];
      });
    const breakpoints = [{ line: PUSH, logMessage: '{from} writes as number {state.accepted.length}' }];
    await editor.ask('setBreakpoints', { source: { path: ZOMBIE }, breakpoints });
    await eventually(() =>
      assert.deepEqual(logs(), [
        'step 15: client1 writes as number 0',
        'step 34: client1 writes as number 1',
        'step 50: client2 writes as number 2',
      ]),
    );
    await editor.ask('setBreakpoints', { source: { path: ZOMBIE }, breakpoints });
    await editor.move('continue');
    assert.equal(logs()[3], 'step 62: client1 writes as number 3');
  });

  it('refuses a condition, a count or a message that says nothing, at its breakpoint', async () => {
    await begin(ZOMBIE, 'start');
    const { breakpoints } = await editor.ask<{ breakpoints: { verified: boolean; message: string }[] }>('setBreakpoints', {
      source: { path: ZOMBIE },
      breakpoints: [
        { line: PUSH, condition: '1 +' },
        { line: PUSH, hitCondition: 'often' },
        { line: PUSH, logMessage: 'token {1 +}' },
      ],
    });
    assert.deepEqual(
      breakpoints.map(({ verified }) => verified),
      [false, false, false],
    );
    assert.match(breakpoints[1]!.message, /'often' is no number of hits: write 5, >= 5 or % 3\./);
  });

  it('steps over what a line calls, and into it and out of it', async () => {
    const source = scenarioSource('state.ticks = twice(state.ticks);', {
      head: 'function twice(n: number): number {\n  const sum = n + n;\n  return sum;\n}',
    });
    const file = writeSource(folder, 'calls.ts', source);
    await begin(file, 'start');
    const at = (text: string) => lineOf(source, text);
    await editor.ask('setBreakpoints', { source: { path: file }, breakpoints: [{ line: at('state.ticks = twice') }] });
    await editor.move('continue');
    await editor.move('stepIn');
    const [top] = await editor.frames(1);
    assert.match(top!.name, /^twice in timers\.tick · clock/);
    assert.deepEqual(await variables(at('const sum'), 1), { n: '1' });
    await editor.move('next');
    await editor.move('stepOut');
    assert.equal((await stands(1))[1], at("self.setTimer('tick', '10ms');\n    },"));
    await editor.move('stepBack');
    assert.equal((await stands(1))[1], at('state.ticks = twice'), 'back over the whole call');
  });
});
