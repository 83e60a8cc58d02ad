import { parseExpressionAt, type Expression as Node, type PrivateIdentifier, type SpreadElement, type Super } from 'acorn';
import { didYouMean } from '../../sim-core/base/nearest.ts';
import { UsageError } from '../seeds.ts';

/** A looked-up name, or undefined where there is none of that name. */
export interface Names {
  has(name: string): boolean;
  get(name: string): unknown;
  all(): readonly string[];
}

/** An expression over plain data: names, members, indices, comparisons, arithmetic, a few methods that only read. */
export interface Expression {
  readonly text: string;
  /** `when(…)`: the steps at which the inside changes, and not the value at one. */
  readonly overTime: boolean;
  /** The names that it reads, with their first member where that is written: `nodes.storage`. */
  readonly reads: readonly string[];
  /** @throws UsageError when a name or member is not there. */
  evaluate(names: Names): unknown;
}

/** Reads an expression without ever running it as code. @throws UsageError when it is none, or does more than read. */
export function parseExpression(text: string): Expression {
  let tree: Node;
  try {
    tree = parseExpressionAt(text, 0, { ecmaVersion: 2022 });
  } catch (error) {
    throw new UsageError(`'${text}' is no expression: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (text.slice(tree.end).trim() !== '') throw new UsageError(`'${text}' goes on after its expression: '${text.slice(tree.end).trim()}'.`);
  const overTime = tree.type === 'CallExpression' && tree.callee.type === 'Identifier' && tree.callee.name === 'when';
  if (overTime && tree.type === 'CallExpression') {
    const [inside] = tree.arguments;
    if (tree.arguments.length !== 1 || inside === undefined || inside.type === 'SpreadElement')
      throw new UsageError('`when` takes one expression, as in `when(nodes.storage.highestToken)`.');
    tree = inside;
  }
  const reads: string[] = [];
  collectReads(tree, reads);
  return { text: text.slice(tree.start, tree.end), overTime, reads, evaluate: (names) => valueOf(tree, names) };
}

function collectReads(node: Node | PrivateIdentifier | Super | SpreadElement, reads: string[]): void {
  switch (node.type) {
    case 'Identifier':
      reads.push(node.name);
      return;
    case 'MemberExpression': {
      const { object, property, computed } = node;
      const member = !computed && property.type === 'Identifier' ? property.name : literalText(property);
      if (object.type === 'Identifier' && member !== undefined) reads.push(`${object.name}.${member}`);
      else collectReads(object, reads);
      if (computed) collectReads(property, reads);
      return;
    }
    case 'CallExpression':
      if (node.callee.type === 'MemberExpression') collectReads(node.callee.object, reads);
      for (const argument of node.arguments) collectReads(argument, reads);
      return;
    case 'ChainExpression':
      return collectReads(node.expression, reads);
    case 'UnaryExpression':
      return collectReads(node.argument, reads);
    case 'BinaryExpression':
    case 'LogicalExpression':
      collectReads(node.left, reads);
      return collectReads(node.right, reads);
    case 'ConditionalExpression':
      for (const part of [node.test, node.consequent, node.alternate]) collectReads(part, reads);
      return;
    default:
      return;
  }
}

function literalText(node: Node | PrivateIdentifier): string | undefined {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function valueOf(node: Node | PrivateIdentifier | Super | SpreadElement, names: Names): unknown {
  switch (node.type) {
    case 'Literal':
      if (node.regex) throw refused('a regular expression');
      return node.bigint !== undefined && node.bigint !== null ? BigInt(node.bigint) : node.value;
    case 'Identifier':
      if (node.name === 'undefined') return undefined;
      if (names.has(node.name)) return names.get(node.name);
      throw new UsageError(`There is no '${node.name}' at this step. ${didYouMean(node.name, names.all())}`);
    case 'ChainExpression':
      return valueOf(node.expression, names);
    case 'MemberExpression': {
      const object = valueOf(node.object, names);
      if (node.optional && (object === undefined || object === null)) return undefined;
      return member(object, node.computed ? valueOf(node.property, names) : nameOf(node.property));
    }
    case 'CallExpression':
      return called(node, names);
    case 'UnaryExpression':
      return unary(node.operator, valueOf(node.argument, names));
    case 'BinaryExpression':
      return binary(node.operator, valueOf(node.left, names), valueOf(node.right, names));
    case 'LogicalExpression': {
      const left = valueOf(node.left, names);
      if (node.operator === '&&') return left && valueOf(node.right, names);
      if (node.operator === '||') return left || valueOf(node.right, names);
      return left ?? valueOf(node.right, names);
    }
    case 'ConditionalExpression':
      return valueOf(node.test, names) ? valueOf(node.consequent, names) : valueOf(node.alternate, names);
    default:
      throw refused(node.type);
  }
}

function nameOf(node: Node | PrivateIdentifier): string {
  return node.type === 'Identifier' || node.type === 'PrivateIdentifier' ? node.name : '';
}

function refused(what: string): UsageError {
  return new UsageError(`${what} is more than an expression over a run may do: read names, members, indices, compare and calculate.`);
}

/** Only what a value has of its own, and its size: nothing inherited can be reached, so nothing can be run. */
function member(object: unknown, key: unknown): unknown {
  if (object === undefined || object === null) throw new UsageError(`${String(object)} has no '${String(key)}'.`);
  if (object instanceof Map || object instanceof Set) {
    if (key === 'size') return object.size;
    throw new UsageError(
      `A ${object instanceof Map ? 'Map' : 'Set'} has no '${String(key)}': use .size, .has(key)${object instanceof Map ? ' or .get(key)' : ''}.`,
    );
  }
  if ((Array.isArray(object) || typeof object === 'string' || object instanceof Uint8Array) && key === 'length') return object.length;
  if (typeof object === 'string') return object[Number(key)];
  if (typeof object !== 'object') throw new UsageError(`${String(object)} has no '${String(key)}'.`);
  const name = String(key);
  if (Object.hasOwn(object, name)) return (object as Readonly<Record<string, unknown>>)[name];
  if (Array.isArray(object) || object instanceof Uint8Array) return undefined;
  throw new UsageError(`There is no '${name}' in it. ${didYouMean(name, Object.keys(object))}`);
}

function called(node: Extract<Node, { type: 'CallExpression' }>, names: Names): unknown {
  const { callee } = node;
  if (callee.type === 'Identifier' && callee.name === 'when') throw new UsageError('`when` can only stand around a whole expression.');
  if (callee.type !== 'MemberExpression') throw refused('Calling a function');
  const object = valueOf(callee.object, names);
  const method = callee.computed ? String(valueOf(callee.property, names)) : nameOf(callee.property);
  const [argument] = node.arguments.map((given) => valueOf(given, names));
  if (object instanceof Map && method === 'get') return object.get(argument);
  if ((object instanceof Map || object instanceof Set) && method === 'has') return object.has(argument);
  if (Array.isArray(object) && method === 'includes') return object.includes(argument);
  if (typeof object === 'string' && (method === 'includes' || method === 'startsWith' || method === 'endsWith'))
    return object[method](String(argument));
  throw new UsageError(`.${method}() cannot be called here. Known are get, has, includes, startsWith, endsWith.`);
}

function unary(operator: string, value: unknown): unknown {
  if (operator === '!') return !value;
  if (operator === 'typeof') return typeof value;
  if (operator === '-') return typeof value === 'bigint' ? -value : -numberOf(value);
  if (operator === '+') return numberOf(value);
  throw refused(`The operator ${operator}`);
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new UsageError(`${typeof value === 'object' ? 'An object' : String(value)} is not a number.`);
}

function binary(operator: string, left: unknown, right: unknown): unknown {
  switch (operator) {
    case '===':
    case '==':
      return left === right;
    case '!==':
    case '!=':
      return left !== right;
  }
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return left + right;
  if (typeof left === 'string' && typeof right === 'string') return compared(operator, left, right);
  if (typeof left === 'bigint' && typeof right === 'bigint') return compared(operator, left, right);
  const [a, b] = [numberOf(left), numberOf(right)];
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return compared(operator, a, b);
  }
}

function compared<Value extends string | bigint | number>(operator: string, left: Value, right: Value): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      throw refused(`The operator ${operator}`);
  }
}
