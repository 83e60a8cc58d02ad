import * as vscode from 'vscode';
import { formatProblem, RunnerProblems } from '../runner/runner-api.ts';
import type { Problem, ScenarioDescription } from '../runner/protocol.ts';
import { sentenceOf } from '../sim-core/judges/verdict.ts';
import type { Outcome } from '../sim-core/trace/trace.ts';

/** Errors in the user's files, and violated properties, in the Problems view. */
export class ProblemsView implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('backstep');
  /** The files that have remarks because of a scenario, so that its next run can take them away. */
  readonly #filesOf = new Map<string, Set<string>>();

  /** Takes away what the last run of a scenario has left. */
  clear(scenario: string): void {
    for (const file of this.#filesOf.get(scenario) ?? []) this.#collection.delete(vscode.Uri.file(file));
    this.#filesOf.delete(scenario);
  }

  /** Shows why a scenario could not run, in the view and as a notification. */
  show(scenario: string, error: unknown): void {
    this.clear(scenario);
    const problems: readonly Problem[] = error instanceof RunnerProblems ? error.problems : [{ message: error instanceof Error ? error.message : String(error) }];
    for (const { location, message, cure } of problems) {
      const at = location ?? { file: scenario, line: 1, column: 1 };
      this.#add(scenario, at.file, new vscode.Diagnostic(lineRange(at.line, at.column), cure ? `${message} ${cure}` : message, vscode.DiagnosticSeverity.Error));
    }
    const [first] = problems;
    if (!first) return;
    void vscode.window.showErrorMessage(`Backstep: ${formatProblem({ ...first, ...(first.location ? { location: { ...first.location, file: vscode.workspace.asRelativePath(first.location.file) } } : {}) })}`, 'Show Problems').then((answer) => {
      if (answer) void vscode.commands.executeCommand('workbench.actions.view.problems');
    });
  }

  /** Marks the properties that a run violated at the lines where they are written. */
  showViolations(description: ScenarioDescription, outcome: Outcome): void {
    this.clear(description.file);
    for (const { name, kind, verdict, step, because } of outcome.properties) {
      const location = description.properties.find((property) => property.name === name)?.location;
      if (verdict !== 'violated' || !location) continue;
      const text = `Seed ${outcome.seed} violates ${kind} at step ${step}: ${sentenceOf(name)}. ${because ?? ''}`.trim();
      this.#add(description.file, location.file, new vscode.Diagnostic(lineRange(location.line, location.column), text, vscode.DiagnosticSeverity.Warning));
    }
  }

  dispose(): void {
    this.#collection.dispose();
  }

  #add(scenario: string, file: string, diagnostic: vscode.Diagnostic): void {
    diagnostic.source = 'Backstep';
    const uri = vscode.Uri.file(file);
    this.#collection.set(uri, [...(this.#collection.get(uri) ?? []), diagnostic]);
    const files = this.#filesOf.get(scenario) ?? new Set<string>();
    this.#filesOf.set(scenario, files.add(file));
  }
}

/** From a place to the end of its line, since neither compilers nor stacks say where something ends. */
function lineRange(line: number, column: number): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, Number.MAX_SAFE_INTEGER);
}
