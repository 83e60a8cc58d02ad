import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse, type AnyNode, type Function as FunctionNode, type Node, type Pattern, type Program } from 'acorn';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type * as Esbuild from 'esbuild-wasm';
import type { Problem } from './protocol.ts';
import { children, isFunction } from './syntax-tree.ts';

const CURE = "Two nodes would share it, which no two machines can: keep it in the node's state, or in a property's `memory`.";
/** Methods that change the array, map or set that they are called on. */
const MUTATORS = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
  'set',
  'add',
  'delete',
  'clear',
]);

interface Change {
  readonly name: string;
  readonly node: Node;
}

/**
 * Finds state of a module that functions change: all nodes of a scenario live in one process, so it
 * would be memory that they share and that no crash loses.
 */
export async function findModuleState(esbuild: typeof Esbuild, file: string): Promise<Problem[]> {
  const loader = extname(file).slice(1).replace(/^[cm]/, '') as 'ts' | 'tsx' | 'js' | 'jsx';
  // Decorators are lowered, which leaves let and const as they stand; acorn does not parse decorators.
  const { code, map } = await esbuild.transform(readFileSync(file, 'utf8'), {
    loader,
    target: 'es2022',
    sourcemap: 'external',
    sourcefile: file,
    tsconfigRaw: {},
  });
  const trace = new TraceMap(map);
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  return changesOf(program).flatMap(({ name, node }) => {
    const { line, column } = originalPositionFor(trace, { line: node.loc!.start.line, column: node.loc!.start.column });
    // What has no place in the source is a helper of the compiler.
    if (line === null) return [];
    return [
      { message: `A function changes '${name}', which belongs to the module.`, cure: CURE, location: { file, line, column: column + 1 } },
    ];
  });
}

function changesOf(program: Program): Change[] {
  const owned = topLevelNames(program);
  const changes: Change[] = [];
  visit(program, [], (node, scopes) => {
    if (scopes.length === 0) return;
    for (const target of changedBy(node)) {
      const name = rootName(target);
      if (name !== undefined && owned.has(name) && !scopes.some((scope) => scope.has(name))) changes.push({ name, node });
    }
  });
  // One remark for each name is enough.
  return changes.filter(({ name }, index) => changes.findIndex((other) => other.name === name) === index);
}

/** Names that the module declares with let, var or const; functions and imports hold no state of their own. */
function topLevelNames(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id } of declaration.declarations) for (const name of boundNames(id)) names.add(name);
  }
  return names;
}

/** What a node of the syntax tree assigns to, counts up or changes in place. */
function changedBy(node: AnyNode): AnyNode[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return [node.left];
    case 'UpdateExpression':
      return [node.argument];
    case 'UnaryExpression':
      return node.operator === 'delete' ? [node.argument] : [];
    case 'CallExpression': {
      const { callee } = node;
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return [];
      if (MUTATORS.has(callee.property.name) && callee.object.type !== 'Super') return [callee.object];
      const isAssign = callee.object.type === 'Identifier' && callee.object.name === 'Object' && callee.property.name === 'assign';
      return isAssign && node.arguments[0] ? [node.arguments[0]] : [];
    }
    default:
      return [];
  }
}

function rootName(node: AnyNode): string | undefined {
  let at = node;
  while (at.type === 'MemberExpression') at = at.object;
  return at.type === 'Identifier' ? at.name : undefined;
}

type Scope = ReadonlySet<string>;

/** Walks the tree; `scopes` holds the names of each function that encloses a node, the outermost first. */
function visit(node: AnyNode, scopes: readonly Scope[], look: (node: AnyNode, scopes: readonly Scope[]) => void): void {
  look(node, scopes);
  const inner = isFunction(node) ? [...scopes, namesInside(node)] : scopes;
  for (const child of children(node)) visit(child, inner, look);
}

/** The parameters and everything declared anywhere inside: a coarse scope, which errs on the side of silence. */
function namesInside(node: FunctionNode): Scope {
  const names = new Set(node.params.flatMap(boundNames));
  const collect = (at: AnyNode): void => {
    if (at.type === 'VariableDeclarator') for (const name of boundNames(at.id)) names.add(name);
    for (const child of children(at)) collect(child);
  };
  collect(node.body as AnyNode);
  return names;
}

function boundNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => boundNames(property.type === 'Property' ? property.value : property.argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    default:
      return [];
  }
}
