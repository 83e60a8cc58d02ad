import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What the sources of an interface say to people. */
export interface Texts {
  /** What is said in the language of the editor, each once, in alphabetical order. */
  readonly told: readonly string[];
  /** What looks like a text and is not, with its place. */
  readonly bare: readonly string[];
}

/** Two words, or one that begins a sentence or follows an icon. */
const LOOKS_LIKE_TEXT = /\p{L}{2,}[^\p{L}]* \p{L}|^\p{Lu}\p{Ll}+|^\$\([\w-]+\) |Backstep/u;
/** What VS Code shows of an object under these names is a text, however short it is. */
const SHOWN = new Set(['title', 'label', 'placeHolder', 'prompt', 'description', 'detail', 'tooltip', 'message']);

/** Reads every TypeScript file of a folder. */
export function textsOf(folder: string): Texts {
  const told = new Set<string>();
  const bare: string[] = [];
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.ts'))) {
    const source = ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.ES2022, true);
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
      if (ts.isCallExpression(node) && node.expression.getText() === 't') {
        const [first, ...parts] = node.arguments;
        for (const text of literalsOf(first)) told.add(text);
        if (!first || literalsOf(first).length === 0) bare.push(`${name}: ${node.getText()} says nothing that can be looked up`);
        return parts.forEach(visit);
      }
      const text = writtenIn(node);
      if (text !== undefined && (LOOKS_LIKE_TEXT.test(text) || isShown(node, text))) bare.push(`${name}: ${text}`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { told: [...told].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)), bare };
}

/** The texts that an expression may be: one, or one of two. */
function literalsOf(node: ts.Expression | undefined): readonly string[] {
  if (node && ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
  return node && ts.isStringLiteralLike(node) ? [node.text] : [];
}

function writtenIn(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node)
    ? [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('…')
    : undefined;
}

/** Whether it is given to VS Code to be shown, and holds a word. */
function isShown(node: ts.Node, text: string): boolean {
  const { parent } = node;
  return ts.isPropertyAssignment(parent) && parent.initializer === node && SHOWN.has(parent.name.getText()) && /\p{L}{2}/u.test(text);
}
