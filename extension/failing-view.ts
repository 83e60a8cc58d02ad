import * as vscode from 'vscode';
import type { FailingSeed, FailingSeeds } from './failing-seeds.ts';
import { t } from './texts.ts';

/** A file with failing seeds, or one of them. */
type Row = { readonly file: string } | { readonly failing: FailingSeed };

/** The failing seeds that sweeps have found, by file: what each violates, after how many events, and which have one cause. */
export class FailingView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #failing: FailingSeeds;
  readonly onDidChangeTreeData: vscode.Event<void>;
  readonly #view: vscode.TreeView<Row>;

  constructor(failing: FailingSeeds) {
    this.#failing = failing;
    this.onDidChangeTreeData = failing.onChanged;
    this.#view = vscode.window.createTreeView('backstep.failingSeeds', { treeDataProvider: this });
  }

  dispose(): void {
    this.#view.dispose();
  }

  getChildren(row?: Row): Row[] {
    const { known } = this.#failing;
    if (!row) return [...new Set(known.map(({ file }) => file))].map((file) => ({ file }));
    return 'file' in row ? known.filter(({ file }) => file === row.file).map((failing) => ({ failing })) : [];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if ('file' in row) {
      const item = new vscode.TreeItem(vscode.Uri.file(row.file), vscode.TreeItemCollapsibleState.Expanded);
      item.contextValue = 'file';
      return item;
    }
    const { failing } = row;
    const { scenario, seed, violates, step, shape } = failing;
    const which = scenario === 'default' ? '' : t(' of {0}', scenario);
    const item = new vscode.TreeItem(t('seed {0}{1}', seed, which));
    item.description = t(
      'violates {0}{1}{2}',
      violates,
      step === undefined ? '' : t(' at step {0}', step),
      shape === undefined ? '' : ` · ${shape.slice(0, 6)}`,
    );
    item.tooltip = `${item.label as string} ${item.description}${shape === undefined ? '' : t('\nFailures of the same cause have the same shape.')}`;
    item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
    item.contextValue = 'seed';
    item.command = { command: 'backstep.openSeed', title: t('Open'), arguments: [row] };
    return item;
  }
}

/** The seed that a command is about, which the view hands over; undefined from anywhere else. */
export function failingIn(row: unknown): FailingSeed | undefined {
  return typeof row === 'object' && row !== null && 'failing' in row ? (row as { failing: FailingSeed }).failing : undefined;
}
