import * as vscode from 'vscode';
import { RunnerProblems, type OpenScenario } from '../runner/runner-api.ts';

/** Puts the steps from `from` up to, not including, `to` on the clipboard as a Mermaid diagram. */
export async function copyAsMermaid(scenario: OpenScenario, from: number, to: number): Promise<void> {
  let diagram: string;
  try {
    diagram = await scenario.mermaid(from, to);
  } catch (error) {
    // Too many steps to draw are no reason to take the run away.
    const reason = error instanceof RunnerProblems ? error.problems.map(({ message }) => message).join(' ') : String(error);
    void vscode.window.showWarningMessage(`Backstep: ${reason}`);
    return;
  }
  await vscode.env.clipboard.writeText(diagram);
  const what = to - from === 1 ? `step ${from} is` : `the steps ${from} to ${to - 1} are`;
  vscode.window.setStatusBarMessage(`$(check) Backstep: ${what} on the clipboard as a Mermaid diagram.`, 8_000);
}
