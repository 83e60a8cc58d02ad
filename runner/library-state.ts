import type { AnyNode } from 'acorn';
import type { Locate } from './instrument.ts';
import { isPackage, packageOf } from './packages.ts';
import type { Fresh } from './protocol.ts';
import type { Activation, Scopes, Variable } from './scopes.ts';
import { children, isFunction } from './syntax-tree.ts';

const CONTAINERS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Object']);
const MUTATORS = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'set', 'add', 'delete', 'clear']);

/**
 * The first variable of a package's module in which its functions keep something: a counter, a memo
 * table, a registry. Nobody can be asked to change a package, so its file starts anew for each run.
 */
export function libraryState(program: AnyNode, scopes: Scopes, locate: Locate): Fresh | undefined {
  const modules = new Set<Activation>();
  const containers = new Set<Variable>();
  const whole = scopes.activations.find(({ node }) => node.type === 'ArrowFunctionExpression');
  if (!whole) return undefined;
  modules.add(whole);
  const wrappers = new Set<AnyNode>();
  visit(program, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && /^__(?:commonJS|esm)/.test(node.callee.name)) {
      for (const argument of node.arguments)
        visit(argument, (inner) => void (inner.type === 'Property' && wrappers.add(inner.value)), isFunction);
    }
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && isContainer(node.init)) {
      const activation = scopes.within.get(node);
      const variable = scopes.scopes
        .find((scope) => scope.activation === activation && scope.node === activation?.node)
        ?.variables.get(node.id.name);
      if (variable) containers.add(variable);
    }
  });
  for (const activation of scopes.activations) if (wrappers.has(activation.node)) modules.add(activation);

  const candidates: { variable: Variable; at: number }[] = scopes.writes
    .filter(({ variable, activation }) => modules.has(variable.scope.activation) && !modules.has(activation))
    .map(({ variable, node }) => ({ variable, at: node.start }));
  visit(program, (node) => {
    const target = changed(node);
    if (!target) return;
    const root = rootOf(target);
    const variable = root && scopes.meaning.get(root.start);
    const activation = scopes.within.get(node);
    if (variable && containers.has(variable) && modules.has(variable.scope.activation) && activation && !modules.has(activation))
      candidates.push({ variable, at: node.start });
  });
  for (const { variable, at } of candidates) {
    const { location } = locate(at);
    if (location && isPackage(location.file))
      return { because: `the package ${packageOf(location.file)} keeps something in '${variable.name}'`, location };
  }
  return undefined;
}

function isContainer(node: AnyNode | null | undefined): boolean {
  if (node?.type === 'ObjectExpression' || node?.type === 'ArrayExpression') return true;
  if (node?.type === 'NewExpression') return node.callee.type === 'Identifier' && CONTAINERS.has(node.callee.name);
  return (
    node?.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    node.callee.property.type === 'Identifier' &&
    node.callee.property.name === 'create'
  );
}

/** What an assignment with a computed key, a `delete` or a changing method changes. */
function changed(node: AnyNode): AnyNode | undefined {
  switch (node.type) {
    case 'AssignmentExpression':
      return node.left.type === 'MemberExpression' ? node.left : undefined;
    case 'UpdateExpression':
      return node.argument.type === 'MemberExpression' ? node.argument : undefined;
    case 'UnaryExpression':
      return node.operator === 'delete' ? node.argument : undefined;
    case 'CallExpression':
      return node.callee.type === 'MemberExpression' &&
        node.callee.property.type === 'Identifier' &&
        MUTATORS.has(node.callee.property.name)
        ? node.callee.object
        : undefined;
    default:
      return undefined;
  }
}

function rootOf(node: AnyNode): Extract<AnyNode, { type: 'Identifier' }> | undefined {
  let at = node;
  while (at.type === 'MemberExpression') at = at.object;
  return at.type === 'Identifier' ? at : undefined;
}

function visit(node: AnyNode, look: (node: AnyNode) => void, stop: (node: AnyNode) => boolean = () => false): void {
  look(node);
  if (!stop(node)) for (const child of children(node)) visit(child, look, stop);
}
