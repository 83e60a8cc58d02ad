import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { AT_EVENT, type At } from '../runner/debugger/conversation.ts';
import { BackstepDebugSession } from '../runner/debugger/debug-session.ts';
import { plainFromJson } from '../sim-core/base/plain-json.ts';
import type { Runner } from '../runner/runner-api.ts';
import type { DiagramSlot } from './diagram-slot.ts';
import type { FailingSeeds } from './failing-seeds.ts';
import type { Pointed } from './panel.ts';
import { isScenario, saveFiles } from './scenario-files.ts';
import { showsRun } from './shown.ts';
import { t } from './texts.ts';

const TYPE = 'backstep';

/** VS Code's own debugger on a recorded run: what to debug, the adapter, and the diagram that goes where the debugger is. */
export class Debugging implements vscode.Disposable {
  readonly #diagram: DiagramSlot;
  readonly #registered: vscode.Disposable;

  constructor(runner: Runner, diagram: DiagramSlot, failing: FailingSeeds) {
    this.#diagram = diagram;
    const { debug } = vscode;
    this.#registered = vscode.Disposable.from(
      debug.registerDebugAdapterDescriptorFactory(TYPE, {
        createDebugAdapterDescriptor: () => new vscode.DebugAdapterInlineImplementation(new BackstepDebugSession(runner)),
      }),
      debug.registerDebugConfigurationProvider(TYPE, {
        resolveDebugConfiguration: (_folder, config) => resolved(config, failing),
        resolveDebugConfigurationWithSubstitutedVariables: (folder, config) => absolute(folder, config),
      }),
      debug.registerDebugConfigurationProvider(
        TYPE,
        { provideDebugConfigurations: () => failing.known.map((seed) => configurationOf(seed)) },
        vscode.DebugConfigurationProviderTriggerKind.Dynamic,
      ),
      debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (session.type === TYPE && event === AT_EVENT) this.#follow(body);
      }),
      debug.onDidChangeActiveStackItem((item) => void this.#selected(item)),
      diagram.onPointed((pointed) => void goThere(pointed)),
    );
  }

  dispose(): void {
    this.#registered.dispose();
  }

  /** A frame that is selected is a step of the causes: the diagram goes there too. */
  async #selected(item: vscode.DebugThread | vscode.DebugStackFrame | undefined): Promise<void> {
    if (!(item instanceof vscode.DebugStackFrame) || item.session.type !== TYPE) return;
    try {
      this.#follow(await item.session.customRequest('backstep.where', { frameId: item.frameId }));
    } catch {
      // The debugger has moved on, and a stop of its own tells where to.
    }
  }

  #follow(told: unknown): void {
    void this.#diagram.follow(plainFromJson(told) as At);
  }
}

/** A debugger that is in the run that is shown goes to a step that somebody has pointed at; one in another run stays where it is. */
async function goThere({ shown, step }: Pointed): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  if (session?.type !== TYPE) return;
  try {
    const at = plainFromJson(await session.customRequest('backstep.where')) as At;
    if (showsRun(shown, at) && at.step !== step) await session.customRequest('backstep.goTo', { step });
  } catch {
    // It has no run yet, or has just ended; the diagram is there all the same.
  }
}

function configurationOf({ file, scenario, seed, violates }: FailingSeeds['known'][number]): vscode.DebugConfiguration {
  const which = scenario === 'default' ? '' : ` ${scenario}`;
  return {
    type: TYPE,
    request: 'launch',
    name: `${vscode.workspace.asRelativePath(file)}${which} #${seed}: ${violates}`,
    program: file,
    scenario,
    seed,
  };
}

/** Without a launch.json, F5 means the file in the editor, and of its seeds one that is known to fail. */
async function resolved(config: vscode.DebugConfiguration, failing: FailingSeeds): Promise<vscode.DebugConfiguration | undefined> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showErrorMessage(t('Backstep runs code of this workspace, which is not trusted.'));
    return undefined;
  }
  await saveFiles();
  if (config.request !== undefined) return config;
  const document = vscode.window.activeTextEditor?.document;
  if (!document || !isScenario(document.getText())) {
    void vscode.window.showErrorMessage(t('Backstep: the file in the editor has no scenario. Open one that has, or write a launch.json.'));
    return undefined;
  }
  const file = document.uri.fsPath;
  const known = failing.known.find((seed) => seed.file === file);
  if (known) return configurationOf(known);
  return { type: TYPE, request: 'launch', name: vscode.workspace.asRelativePath(file), program: file, seed: 0 };
}

/** The extension host runs in a folder of its own, and paths are meant from the workspace's. */
function absolute(folder: vscode.WorkspaceFolder | undefined, config: vscode.DebugConfiguration): vscode.DebugConfiguration {
  const from = folder?.uri.fsPath ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const path = (key: 'program' | 'trace'): object => {
    const value: unknown = config[key];
    return typeof value === 'string' && from !== undefined ? { [key]: resolve(from, value) } : {};
  };
  return { ...config, ...path('program'), ...path('trace') };
}
