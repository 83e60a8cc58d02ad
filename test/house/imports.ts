import { dirname, posix } from 'node:path';
import ts from 'typescript';

/** A file of the project: its path from the root, with `/`, and what it holds. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** An import whose target is worked out when the program runs cannot be checked, so it is not allowed. */
export const UNKNOWABLE = 'a module whose name is computed';

/**
 * All that a file says it knows: a path from the root for a file of the project, a bare name for a package.
 * Read by the compiler's own parser, so that types, re-exports and `import('…')` in the midst of a type are
 * seen, and what merely looks like an import, in a string or a comment, is not.
 */
export function importsOf({ path, text }: SourceText): string[] {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, path.endsWith('js') ? ts.ScriptKind.JS : ts.ScriptKind.TS);
  const specifiers = new Set<string>(tree.referencedFiles.map(({ fileName }) => (fileName.startsWith('.') ? fileName : `./${fileName}`)));
  const note = (name: ts.Node | undefined): void => {
    if (name === undefined) return;
    specifiers.add(ts.isStringLiteralLike(name) ? name.text : UNKNOWABLE);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) note(node.moduleSpecifier);
    else if (ts.isImportTypeNode(node)) note(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument);
    else if (ts.isExternalModuleReference(node)) note(node.expression);
    else if (ts.isCallExpression(node) && isImportCall(node)) note(node.arguments[0]);
    else if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name) && node.name.text.startsWith('.')) note(node.name);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return [...specifiers].map((specifier) =>
    specifier.startsWith('.') ? posix.normalize(posix.join(dirname(path), specifier)) : specifier,
  );
}

function isImportCall({ expression }: ts.CallExpression): boolean {
  return expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
}
