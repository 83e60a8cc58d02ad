import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { sourcesIn } from './tree.ts';

/** More lines than this are more than one thing. */
const MOST_LINES = 330;

/** Files that are longer, each with the reason why it is one thing all the same. */
const LONGER: Readonly<Record<string, string>> = {};

/** Names that stand for the real world, or for what engines compute differently. A `process` is here one of the simulated ones. */
const HOST = /^(?:Date|performance|setTimeout|setInterval|setImmediate|queueMicrotask|crypto)$/;
const INEXACT = /^(?:random|log|log2|log10|log1p|exp|expm1|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)$/;

/** What a source says of the real clock and of arithmetic that differs by engine, as `name at line`. */
function worldlyNames(path: string, text: string): string[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const line = (): number => tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    if (ts.isIdentifier(node) && HOST.test(node.text) && isName(node)) found.push(`${node.text} in ${path}:${line()}`);
    else if (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'Math' && INEXACT.test(node.name.text))
      found.push(`Math.${node.name.text} in ${path}:${line()}`);
    else if (node.kind === ts.SyntaxKind.AsteriskAsteriskToken) found.push(`** in ${path}:${line()}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** A global is read by its name alone: a property, a key or a parameter of the same name is something else. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node || parent.expression.getText() === 'globalThis';
  return (
    ts.isExpression(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isTypeReferenceNode(parent) ||
    ts.isExpressionStatement(parent) ||
    ts.isReturnStatement(parent)
  );
}

describe('the simulator', () => {
  it('has no real clock, no unseeded randomness and no arithmetic that differs by engine', () => {
    const files = sourcesIn('sim-core');
    assert.ok(files.length > 20);
    assert.deepEqual(
      files.flatMap(({ path, text }) => worldlyNames(path, text)),
      [],
    );
  });

  it('would be caught with one', () => {
    const text = `const now = Date.now();\nnew Date();\nMath.random();\nsetTimeout(f, 1);\nglobalThis.performance.now();\nMath.pow(2, x) + 2 ** x;\n// Date\nconst text = 'Date';\nworld.performance.up; const o = { Date: 1 };`;
    assert.deepEqual(
      worldlyNames('x.ts', text).map((name) => name.split(' ')[0]),
      ['Date', 'Date', 'Math.random', 'setTimeout', 'performance', 'Math.pow', '**'],
    );
  });
});

describe('a file of the product', () => {
  const files = sourcesIn('sim-core', 'runner', 'extension', 'webview', 'scripts');
  const long = files.filter(({ text }) => text.trimEnd().split('\n').length > MOST_LINES).map(({ path }) => path);

  it(`has no more than ${MOST_LINES} lines, unless there is a reason`, () => {
    assert.deepEqual(
      long.filter((path) => !(path in LONGER)),
      [],
    );
  });

  it('has a reason only where it needs one', () => {
    assert.deepEqual(
      Object.entries(LONGER).filter(([path, reason]) => !long.includes(path) || reason.trim().length < 10),
      [],
    );
  });
});
