import * as vscode from 'vscode';
import { handlerOfStep, readable } from '../runner/source-of-step.ts';
import type { DebuggedHandler } from '../runner/runner-api.ts';
import type { OnScreen } from './screen.ts';
import { t } from './texts.ts';

/** Where a session keeps which replay it is of; two may be debugged at once. */
const REPLAY = 'backstepReplay';

/** Makes the run on the screen again up to the handler of a step, with VS Code's own JavaScript debugger stopped where it begins. */
export async function debugHandler({ run, scenario, seed, forks, fork }: OnScreen, step: number): Promise<void> {
  const handled = handlerOfStep(readable(run), step, scenario.description.handlers);
  if (!handled?.location) {
    void vscode.window.showInformationMessage(
      t('Backstep: no handler of yours ran at step {0}. Go to a message, a timer or a start.', step),
    );
    return;
  }
  const { node, handler, step: at } = handled;
  const what = t('{0} of {1}, step {2} of seed {3}', handler, node, at, seed);
  const progress = { location: vscode.ProgressLocation.Notification, title: t('Backstep: replaying up to {0}', what) };
  const execution = { seed, changes: forks.changesOf(fork), step: at, node, hash: run.outcome.hash };
  await vscode.window.withProgress(progress, async () => {
    const replay = await scenario.debugHandler(execution);
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(handled.location!.file));
    const ends = vscode.debug.onDidTerminateDebugSession((session) => {
      if (session.configuration[REPLAY] === replay.url && !session.parentSession) replay.close();
    });
    void tellEnd(replay, what).finally(() => ends.dispose());
    // Whoever cannot attach has said why.
    if (!(await vscode.debug.startDebugging(folder, attaching(replay, what)))) replay.close();
  });
}

/** How VS Code's JavaScript debugger attaches to a replay, and stays out of what is not the author's. */
function attaching({ url }: DebuggedHandler, name: string): vscode.DebugConfiguration {
  const { hostname, port } = new URL(url);
  return {
    type: 'node',
    request: 'attach',
    name,
    [REPLAY]: url,
    address: hostname,
    port: Number(port),
    websocketAddress: url,
    // It stands before the handler, and not at the first line of a program.
    continueOnAttach: true,
    autoAttachChildProcesses: false,
    skipFiles: ['<node_internals>/**', '**/backstep-realm.js', '**/backstep-prelude.js', '**/dist/debugged.js'],
    // The script of the scenario is nowhere on the disk; its map says where it comes from.
    resolveSourceMapLocations: null,
    outFiles: [],
  };
}

async function tellEnd(replay: DebuggedHandler, what: string): Promise<void> {
  const end = await replay.ended;
  // Which ends the debugger's session too.
  replay.close();
  if (end === undefined) return;
  if (!end.same) {
    const why = t('something was changed in the debugger, or the run depends on more than its seed');
    void vscode.window.showWarningMessage(t('Backstep: what followed {0} was another run than the recorded one: {1}.', what, why));
  } else if (!end.stopped) {
    void vscode.window.showInformationMessage(t('Backstep: the replay did not stop: what handles {0} is none of your functions.', what));
  } else vscode.window.setStatusBarMessage(t('$(check) Backstep: the replay went on to its end, and was the recorded run.'), 8_000);
}
