import * as vscode from 'vscode';
import { whyUndrawable } from './mermaid-preview.ts';
import type { OpenScenario } from '../runner/runner-api.ts';
import type { StepsToDraw } from './panel-messages.ts';
import { t } from './texts.ts';

/** Puts steps on the clipboard as a Mermaid diagram; `save` is offered where it takes several. */
export async function copyAsMermaid(scenario: OpenScenario, steps: StepsToDraw, save: () => void): Promise<void> {
  const { from, to } = steps;
  const parts = await mermaidOf(scenario, steps);
  if (!parts) return;
  const what = to - from === 1 ? t('step {0} is', from) : t('the steps {0} to {1} are', from, to - 1);
  if (parts.length > 1) {
    const offer = t('Save Them');
    const told = t(
      'Backstep: {0} {1} Mermaid diagrams, because one holds 50,000 characters. Select fewer to copy them.',
      what,
      parts.length,
    );
    // Nobody waits for an answer to it.
    void vscode.window.showWarningMessage(told, offer).then((answer) => answer === offer && save());
    return;
  }
  await vscode.env.clipboard.writeText(parts[0]!);
  vscode.window.setStatusBarMessage(t('$(check) Backstep: {0} on the clipboard as a Mermaid diagram.', what), 8_000);
}

/** The diagrams of some steps; undefined where they cannot be drawn, which is said: it is no reason to take the run away. */
export async function mermaidOf(scenario: OpenScenario, { from, to, pastOf }: StepsToDraw): Promise<readonly string[] | undefined> {
  try {
    return await scenario.mermaid(from, to, pastOf === undefined ? {} : { pastOf });
  } catch (error) {
    void vscode.window.showWarningMessage(t('Backstep: {0}', whyUndrawable(error)));
    return undefined;
  }
}
