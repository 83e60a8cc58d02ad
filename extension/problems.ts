import * as vscode from 'vscode';
import { formatProblem, problemSentences, RunnerProblems } from '../runner/runner-api.ts';
import type { LocatedOutcome, Problem, ScenarioDescription, SourceLocation } from '../runner/protocol.ts';
import { momentText } from '../sim-core/base/moment-text.ts';
import { sentenceOf } from '../sim-core/base/verdict.ts';
import { t } from './texts.ts';

/** Errors in the user's files, and violated properties, in the Problems view. */
export class ProblemsView implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('backstep');
  /** What a check in the background has found, by the file that was checked. */
  readonly #checked = new Map<string, readonly Remark[]>();
  readonly #ofChecks = vscode.languages.createDiagnosticCollection('backstep check');
  readonly #listeners: vscode.Disposable;
  /** The files that have remarks because of a scenario, so that its next run can take them away. */
  readonly #filesOf = new Map<string, Set<string>>();

  constructor() {
    this.#listeners = vscode.Disposable.from(
      // The remarks were about the text as it ran. While it is edited they still help; once it is saved they are about nothing.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#collection.delete(uri)),
      vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => this.#collection.delete(uri))),
      vscode.workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri }) => this.#collection.delete(oldUri))),
    );
  }

  /** Takes away what the last run of a scenario has left, when another begins. */
  clear(scenario: string): void {
    for (const file of this.#filesOf.get(scenario) ?? []) this.#collection.delete(vscode.Uri.file(file));
    this.#filesOf.delete(scenario);
  }

  /** Shows why a scenario could not run, in the view and as a notification. */
  show(scenario: string, error: unknown): void {
    for (const problem of problemsOf(error)) {
      const location = problem.location ?? { file: scenario, line: 1, column: 1 };
      this.#add(scenario, location.file, errorAt(location, problem));
    }
    const open = t('Show Problems');
    void vscode.window.showErrorMessage(t('Backstep: {0}', problemText(error)), open).then((answer) => {
      if (answer === open) void vscode.commands.executeCommand('workbench.actions.view.problems');
    });
  }

  /** Shows what a check has found in place of what it found before. What a run has found already is not said twice. */
  showChecked(scenario: string, problems: readonly Problem[]): void {
    const remarks = problems.flatMap((problem): Remark[] => {
      const { location } = problem;
      // What has no place is no mistake in a file.
      if (!location) return [];
      const uri = vscode.Uri.file(location.file);
      return [{ uri, diagnostic: errorAt(location, problem) }];
    });
    const known = this.#checked.get(scenario) ?? [];
    if (remarks.length > 0) this.#checked.set(scenario, remarks);
    else this.#checked.delete(scenario);
    for (const uri of new Map([...known, ...remarks].map((remark) => [remark.uri.toString(), remark.uri])).values()) {
      const here = [...this.#checked.values()].flat().filter((remark) => remark.uri.toString() === uri.toString());
      this.#ofChecks.set(
        uri,
        here.flatMap(({ diagnostic }) => (isAmong(this.#collection.get(uri), diagnostic) ? [] : [diagnostic])),
      );
    }
  }

  /** Marks the properties that a run violated at the lines where they are written, and the places where handlers threw. */
  showViolations(description: ScenarioDescription, outcome: LocatedOutcome): void {
    for (const property of outcome.properties) {
      const { name, kind, verdict, because, location: thrownAt } = property;
      // That no handler throws is written nowhere: where one did is where to look.
      const location = thrownAt ?? description.properties.find((declared) => declared.name === name)?.location;
      if (verdict !== 'violated' || !location) continue;
      const text = t(
        'Seed {0} violates {1} {2}: {3}. {4}',
        outcome.seed,
        kind,
        momentText(property),
        sentenceOf(name),
        because ?? '',
      ).trim();
      this.#add(
        description.file,
        location.file,
        new vscode.Diagnostic(lineRange(location.line, location.column), text, vscode.DiagnosticSeverity.Warning),
      );
    }
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#collection.dispose();
    this.#ofChecks.dispose();
  }

  #add(scenario: string, file: string, diagnostic: vscode.Diagnostic): void {
    diagnostic.source = 'Backstep';
    const uri = vscode.Uri.file(file);
    if (isAmong(this.#ofChecks.get(uri), diagnostic)) return;
    this.#collection.set(uri, [...(this.#collection.get(uri) ?? []), diagnostic]);
    const files = this.#filesOf.get(scenario) ?? new Set<string>();
    this.#filesOf.set(scenario, files.add(file));
  }
}

interface Remark {
  readonly uri: vscode.Uri;
  readonly diagnostic: vscode.Diagnostic;
}

function errorAt({ line, column }: SourceLocation, problem: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(lineRange(line, column), problemSentences(problem), vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'Backstep';
  return diagnostic;
}

/** Whether the same is said at the same place. */
function isAmong(known: readonly vscode.Diagnostic[] | undefined, { message, range }: vscode.Diagnostic): boolean {
  return (known ?? []).some((other) => other.message === message && other.range.start.isEqual(range.start));
}

/** An error as one text for a person: where, what and what to do, of the first problem if there are many. */
export function problemText(error: unknown): string {
  const [first, ...others] = problemsOf(error);
  if (!first) return t('It failed for no reason that is known.');
  const { location } = first;
  const place = location && { ...location, file: vscode.workspace.asRelativePath(location.file) };
  const more = others.length === 0 ? '' : t(' (and {0} more)', others.length);
  return `${formatProblem({ ...first, ...(place ? { location: place } : {}) })}${more}`;
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof RunnerProblems) return error.problems;
  return [{ message: error instanceof Error ? error.message : String(error) }];
}

/** From a place to the end of its line, since neither compilers nor stacks say where something ends. */
function lineRange(line: number, column: number): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, Number.MAX_SAFE_INTEGER);
}
