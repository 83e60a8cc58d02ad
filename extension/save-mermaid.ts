import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { mermaidOf } from './clipboard.ts';
import { mermaidDocument, partNames } from './mermaid-document.ts';
import type { StepsToDraw } from './panel-messages.ts';
import { momentCommand } from './moment.ts';
import { momentAt } from './moment-links.ts';
import type { OnScreen } from './screen.ts';
import { t } from './texts.ts';

/** Asks where, and writes steps as Mermaid or as Markdown with how to run them again. */
export async function saveMermaid(screen: OnScreen, steps: StepsToDraw): Promise<void> {
  const { from, to } = steps;
  const parts = await mermaidOf(screen.scenario, steps);
  if (!parts) return;
  const { file, id } = screen.scenario.description;
  const { outcome } = screen.run;
  const target = await vscode.window.showSaveDialog({
    title: t('Save as Mermaid or Markdown'),
    defaultUri: vscode.Uri.file(join(dirname(file), `${basename(file, extname(file))}-seed-${outcome.seed}-steps-${from}-${to - 1}.md`)),
    filters: { Markdown: ['md'], Mermaid: ['mmd'] },
  });
  if (!target) return;
  const isMarkdown = extname(target.path) !== '.mmd';
  const { scenario: _worker, ...shown } = screen;
  const command = momentCommand(momentAt({ ...shown, scenario: id }, to - 1));
  const subject = { ...outcome, from, to: to - 1, command };
  const texts = isMarkdown ? [mermaidDocument(subject, parts)] : parts;
  const names = partNames(target.path, texts.length);
  try {
    for (const [index, text] of texts.entries())
      await vscode.workspace.fs.writeFile(target.with({ path: names[index]! }), new TextEncoder().encode(text));
  } catch (error) {
    // What cannot be written is no reason to take the run away.
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(t('Backstep: {0} cannot be written: {1}. Save it elsewhere.', target.fsPath, reason));
    return;
  }
  const where = names.length === 1 ? names[0]! : t('{0} and {1} more', names[0]!, names.length - 1);
  vscode.window.setStatusBarMessage(
    t('$(check) Backstep: steps {0} to {1} are in {2}.', from, to - 1, vscode.workspace.asRelativePath(where)),
    8_000,
  );
}
