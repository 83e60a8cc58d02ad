import type { AnyNode, Function as FunctionNode } from 'acorn';

/** The nodes right below one, in the order of the source as far as the parser keeps it. */
export function children(node: AnyNode): AnyNode[] {
  const below: AnyNode[] = [];
  // A plain loop: every node of a bundle comes by here several times.
  for (const key in node) {
    const value: unknown = node[key as keyof AnyNode];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) below.push(value);
      continue;
    }
    for (const item of value as unknown[]) if (isNode(item)) below.push(item);
  }
  return below;
}

export function isFunction(node: AnyNode): node is FunctionNode & AnyNode {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
