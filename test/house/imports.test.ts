import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importsOf, UNKNOWABLE } from './imports.ts';
import { DEBT, ROOMS } from './rooms.ts';
import { complaintsAbout } from './rules.ts';
import { sourcesIn } from './tree.ts';

describe('the house', () => {
  const files = sourcesIn('sim-core', 'runner', 'extension', 'webview', 'examples');

  for (const folder of ['sim-core', 'runner', 'extension', 'webview', 'examples']) {
    it(`lets every room of ${folder} know only what it may`, () => {
      const own = files.filter(({ path }) => path.startsWith(`${folder}/`));
      assert.ok(own.flatMap(importsOf).length > 0, `${folder} imports nothing, which means that this test sees nothing`);
      const debt = Object.fromEntries(Object.entries(DEBT).filter(([breach]) => breach.startsWith(`${folder}/`)));
      assert.deepEqual(complaintsAbout(own, ROOMS, debt), []);
    });
  }

  it('gives a reason for every debt', () => {
    assert.deepEqual(
      Object.entries(DEBT).filter(([breach, reason]) => !/^\S+ knows \S/.test(breach) || reason.trim().length < 10),
      [],
    );
  });
});

describe('the rules of the house', () => {
  /** Files that break a rule, each with the complaint that must come of it. */
  const PLANTED: readonly (readonly [what: string, path: string, text: string, target: string])[] = [
    [
      'the extension reaches into the runner',
      'extension/planted.ts',
      `import { compile } from '../runner/compile.ts';`,
      'runner/compile.ts',
    ],
    [
      'the debugger starts workers by itself',
      'runner/debugger/planted.ts',
      `import { ScenarioProcess } from '../scenario-process.ts';`,
      'runner/scenario-process.ts',
    ],
    [
      'the extension takes a type of the kernel',
      'extension/planted.ts',
      `import type { Simulation } from '../sim-core/kernel/simulation.ts';`,
      'sim-core/kernel/simulation.ts',
    ],
    ['the extension looks into the webview', 'extension/planted.ts', `export { keyAction } from '../webview/keys.ts';`, 'webview/keys.ts'],
    [
      'what authors import takes the kernel with it',
      'sim-core/author/planted.ts',
      `import { modelOf } from '../kernel/model.ts';`,
      'sim-core/kernel/model.ts',
    ],
    [
      'what authors import re-exports a type of the kernel',
      'sim-core/author/planted.ts',
      `export type { Model } from '../kernel/model.ts';`,
      'sim-core/kernel/model.ts',
    ],
    [
      'what authors import names the kernel in the midst of a type',
      'sim-core/author/planted.ts',
      `export type Model = import('../kernel/model.ts').Model;`,
      'sim-core/kernel/model.ts',
    ],
    [
      'authors see more of the world than Byzantine behaviours',
      'sim-core/author/planted.ts',
      `import type { SimulatedDisk } from '../world/disk.ts';`,
      'sim-core/world/disk.ts',
    ],
    [
      'the webview exports by itself',
      'webview/view/planted.ts',
      `import { toMermaid } from '../../sim-core/trace/export/mermaid.ts';`,
      'sim-core/trace/export/mermaid.ts',
    ],
    [
      'the webview imports all of an exporter for its effects',
      'webview/planted.ts',
      `import '../sim-core/trace/export/mermaid.ts';`,
      'sim-core/trace/export/mermaid.ts',
    ],
    [
      'the webview loads the runner when it is needed',
      'webview/planted.ts',
      `const runner = await import('../runner/runner.ts');`,
      'runner/runner.ts',
    ],
    ['the panel carries Mermaid about', 'webview/planted.ts', `import mermaid from 'mermaid';`, 'mermaid'],
    ['the webview speaks with VS Code', 'webview/planted.ts', `import * as vscode from 'vscode';`, 'vscode'],
    [
      'the ground floor knows a floor above',
      'sim-core/base/planted.ts',
      `import type { Trace } from '../trace/trace.ts';`,
      'sim-core/trace/trace.ts',
    ],
    [
      'the ground floor refers to types of a floor above',
      'sim-core/base/planted.ts',
      `/// <reference path="../kernel/alea.d.ts" />`,
      'sim-core/kernel/alea.d.ts',
    ],
    [
      'the trace knows how it is exported',
      'sim-core/trace/planted.ts',
      `import { toMermaid } from './export/mermaid.ts';`,
      'sim-core/trace/export/mermaid.ts',
    ],
    ['the world knows its faults', 'sim-core/world/planted.ts', `import { crash } from '../faults/crash.ts';`, 'sim-core/faults/crash.ts'],
    [
      'a fault knows the kernel',
      'sim-core/faults/planted.ts',
      `import type { Stage } from '../kernel/stage.ts';`,
      'sim-core/kernel/stage.ts',
    ],
    [
      'a judge looks at the world itself',
      'sim-core/judges/planted.ts',
      `import type { Process } from '../world/process.ts';`,
      'sim-core/world/process.ts',
    ],
    ['the kernel searches', 'sim-core/kernel/planted.ts', `import { SweepTally } from '../search/sweep.ts';`, 'sim-core/search/sweep.ts'],
    [
      'a search runs the kernel itself',
      'sim-core/search/planted.ts',
      `import { runSeed } from '../kernel/run.ts';`,
      'sim-core/kernel/run.ts',
    ],
    ['the simulator reads files', 'sim-core/kernel/planted.ts', `import { readFileSync } from 'node:fs';`, 'node:fs'],
    [
      'the simulator knows its runner',
      'sim-core/kernel/planted.ts',
      `import type { Problem } from '../../runner/protocol.ts';`,
      'runner/protocol.ts',
    ],
    [
      'the door for authors leads to the kernel',
      'sim-core/index.ts',
      `export { modelOf } from './kernel/model.ts';`,
      'sim-core/kernel/model.ts',
    ],
    ['the runner takes a package that nobody agreed on', 'runner/planted.ts', `import lodash from 'lodash';`, 'lodash'],
    ['the runner requires the extension', 'runner/planted.ts', `const panel = require('../extension/panel.ts');`, 'extension/panel.ts'],
    ['an example takes a short cut', 'examples/leases/planted.ts', `import { node } from '../../sim-core/index.ts';`, 'sim-core/index.ts'],
    ['an import is worked out at run time', 'runner/planted.ts', `const tool = await import(name);`, UNKNOWABLE],
  ];

  for (const [what, path, text, target] of PLANTED) {
    it(`are broken when ${what}`, () => {
      const complaints = complaintsAbout([{ path, text: `${text}\n` }], ROOMS);
      assert.equal(complaints.length, 1, complaints.join('\n'));
      assert.ok(complaints[0]!.startsWith(`${path} knows ${target}, which `), complaints[0]);
    });
  }

  /** One file for each room with what it may know, so that the rules do not forbid what they should allow. */
  const ALLOWED: Readonly<Record<string, string>> = {
    'sim-core/base/random.ts': `import alea from 'seedrandom/lib/alea.js'; import { Hash } from './hash.ts';`,
    'sim-core/choices/seeded.ts': `import { RandomStreams } from '../base/random.ts';`,
    'sim-core/trace/label.ts': `import type { Verdict } from '../base/verdict.ts'; export * from './event.ts';`,
    'sim-core/trace/export/mermaid.ts': `import { labelOf } from '../label.ts'; import type { Verdict } from '../../base/verdict.ts';`,
    'sim-core/world/network.ts': `import type { Choices } from '../choices/choices.ts'; import { SimulatedDisk } from './disk.ts';`,
    'sim-core/faults/crash.ts': `import { word } from '../trace/facts.ts'; import type { Choices } from '../choices/choices.ts';`,
    'sim-core/judges/safety.ts': `import type { World } from '../author/world.ts'; import type { Verdict } from '../base/verdict.ts';`,
    'sim-core/judges/histories/linearizability.ts': `import { hashPlain } from '../../base/hash.ts'; import { queue } from './models/queue.ts';`,
    'sim-core/judges/histories/models/queue.ts': `import type { SequentialModel } from '../model.ts';`,
    'sim-core/judges/histories/transactions/transaction.ts': `import type { LineOperation } from '../history-lines.ts';`,
    'sim-core/author/scenario.ts': `import type { Faults } from '../faults/catalogue.ts'; import type { ByzantineBehaviour } from '../world/byzantine/catalogue.ts'; import type { Forge } from '../world/byzantine/forge.ts';`,
    'sim-core/world/byzantine/forge.ts': `import type { Stream } from '../../choices/choices.ts';`,
    'sim-core/kernel/simulation.ts': `import '../choices/seeded.ts'; import '../world/network.ts'; import '../faults/crash.ts'; import '../judges/safety.ts'; import '../author/node.ts'; import '../trace/event.ts';`,
    'sim-core/search/sweep.ts': `import type { Outcome } from '../trace/trace.ts';`,
    'sim-core/index.ts': `export { node } from './author/node.ts'; export type { Verdict } from './base/verdict.ts';`,
    'sim-core/backstep.ts': `export * from './index.ts'; export { drive } from './kernel/drive.ts';`,
    'sim-core/engine.ts': `export * from './kernel/run.ts'; export * from './search/sweep.ts'; export * from './trace/export/mermaid.ts';`,
    'runner/cli/sweep.ts': `import { Command } from 'commander'; import { readFile } from 'node:fs/promises'; import { runSeed } from '../../sim-core/engine.ts';`,
    'runner/debugger/travel.ts': `import { parsePoint } from '../points.ts'; import type { Runner } from '../runner-api.ts'; import { DebugSession } from '@vscode/debugadapter'; import { parse } from 'acorn';`,
    'extension/panel.ts': `import * as vscode from 'vscode'; import type { Runner } from '../runner/runner-api.ts'; import { createRunner } from '../runner/runner.ts'; import { parseSeed } from '../runner/seeds.ts';`,
    'webview/view/diagram.ts': `import type { PanelRun } from '../../extension/panel-messages.ts'; import type { RecordedRun } from '../../runner/protocol.ts'; import { KIND } from '../../sim-core/trace/event.ts';`,
    'webview/mermaid.ts': `import mermaid from 'mermaid'; import type { DrawMermaid } from './mermaid-script.ts';`,
    'examples/raft/raft.ts': `import { node } from 'backstep'; import { server } from './server.ts';`,
  };

  it('are kept by what they allow', () => {
    const files = Object.entries(ALLOWED).map(([path, text]) => ({ path, text }));
    assert.deepEqual(complaintsAbout(files, ROOMS), []);
  });

  it('are tried in every room', () => {
    const planted = Object.keys(ALLOWED).filter((path) => importsOf({ path, text: ALLOWED[path]! }).length > 0);
    assert.deepEqual(
      Object.keys(ROOMS).filter((room) => !planted.some((path) => path.startsWith(room))),
      [],
    );
  });

  it('see no import in a string or a comment', () => {
    const text = `// import '../kernel/run.ts';\nconst text = "import x from '../kernel/run.ts'";\nconst other = \`import('../kernel/run.ts')\`;`;
    assert.deepEqual(importsOf({ path: 'sim-core/base/planted.ts', text }), []);
  });

  it('want a room for every file', () => {
    const [complaint] = complaintsAbout([{ path: 'sim-core/utils/everything.ts', text: '' }], ROOMS);
    assert.match(complaint!, /^sim-core\/utils\/everything\.ts lies in no room/);
  });

  it('let a debt pass, and say when it has been paid', () => {
    const files = [{ path: 'webview/planted.ts', text: `import { toMermaid } from '../sim-core/trace/export/mermaid.ts';` }];
    const debt = { 'webview/planted.ts knows sim-core/trace/export/mermaid.ts': 'until the extension exports' };
    assert.deepEqual(complaintsAbout(files, ROOMS, debt), []);
    assert.match(complaintsAbout([], ROOMS, debt)[0]!, /^DEBT lists "webview\/planted\.ts knows .*", which is no longer so/);
  });
});
