/** Declarations as their users see them, as text of TypeScript. */
import ts from 'typescript';
import { isComputed, returnedFunction, type Declaration } from './reach.ts';

/** What is declared, without comments, bodies and the members of an interface, which are listed. */
export function signature(declaration: Declaration, checker: ts.TypeChecker): string {
  if (ts.isPropertySignature(declaration)) return textOf(declaration.type!);
  if (ts.isVariableDeclaration(declaration)) return `const ${declaration.name.getText()}: ${typeText(declaration, checker)}`;
  if (ts.isInterfaceDeclaration(declaration)) return `interface ${headText(declaration)}`;
  if (ts.isClassDeclaration(declaration)) return `class ${headText(declaration)}`;
  if (isComputed(declaration)) return `type ${declaration.name.text} = ${typeText(declaration, checker)}`;
  if (ts.isTypeAliasDeclaration(declaration)) return textOf(declaration).replace(/^export |;$/g, '');
  const head = between(declaration, declaration.getStart(), declaration.body!.getFullStart()).replace(/^export /, '');
  const returned = returnedFunction(declaration);
  if (!returned) return head;
  const parameters = between(returned, returned.getStart(), returned.type!.getFullStart()).replace(/\s*:$/, '');
  return `${head}: ${parameters} => ${textOf(returned.type!)}`.replace(/^ {2}(?=\s)|^ {2}\)/gm, (indent) => indent.slice(2));
}

function headText(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration): string {
  const name = declaration.name!;
  const last = declaration.heritageClauses?.at(-1) ?? declaration.typeParameters?.at(-1) ?? name;
  const end = declaration.heritageClauses ? last.getEnd() : declaration.members.pos;
  return between(declaration, name.getStart(), end).replace(/\s*\{$/, '');
}

function typeText(declaration: ts.VariableDeclaration | ts.TypeAliasDeclaration, checker: ts.TypeChecker): string {
  if (ts.isVariableDeclaration(declaration) && declaration.type) return textOf(declaration.type);
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias;
  return checker.typeToString(checker.getTypeAtLocation(declaration), undefined, flags).replaceAll('"', "'");
}

/** A part of the source as it is written, without its comments. */
export function textOf(node: ts.Node): string {
  return between(node, node.getStart(), node.getEnd());
}

function between(node: ts.Node, start: number, end: number): string {
  return node
    .getSourceFile()
    .text.slice(start, end)
    .replace(/\/\*[\s\S]*?\*\/\s*/g, '')
    .replace(/^\s*\/\/.*\n/gm, '')
    .trim();
}
