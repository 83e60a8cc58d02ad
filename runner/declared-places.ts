import type { AnyNode, Expression, ObjectExpression } from 'acorn';
import type { Locate } from './instrument.ts';
import type { SourceLocation } from './protocol.ts';
import type { Scopes } from './scopes.ts';
import { children } from './syntax-tree.ts';

/** A part of what an author declared: where it is written, and where its own parts are, by key. */
export interface DeclaredPlace {
  readonly location?: SourceLocation;
  readonly parts?: ReadonlyMap<string, DeclaredPlace>;
}

/** Where the scenarios of a file are written, by the name of their export. */
export type DeclaredPlaces = ReadonlyMap<string, DeclaredPlace>;

/** Deeper nobody declares, and longer nobody follows a constant to a constant. */
const DEEPEST = 12;
/** What has more parts was made by a program, and has no place of its own for each. */
const MOST_PARTS = 5_000;

/** Where what a bundle exports is written. A mistake in it is found when it is checked, and nothing of it knows its line then. */
export function declaredPlaces(program: AnyNode, scopes: Scopes, locate: Locate): DeclaredPlaces {
  const reader = new Reader(program, scopes, locate);
  return new Map([...reader.exported].map(([name, node]) => [name, reader.placeOf(node, node.start, 0)]));
}

/** The innermost part that a path leads to and that has a place. */
export function placeAt(places: DeclaredPlaces, exported: string, path: readonly string[]): SourceLocation | undefined {
  let place = places.get(exported);
  let location = place?.location;
  for (const [index, key] of path.entries()) {
    const next = path[index + 1];
    // What a function is called with may lie under a key that only the function writes.
    const isWrapped = place?.parts !== undefined && !place.parts.has(key) && next !== undefined && place.parts.has(next);
    if (!isWrapped) place = place?.parts?.get(key);
    location = place?.location ?? location;
  }
  return location;
}

class Reader {
  readonly exported = new Map<string, AnyNode>();
  readonly #scopes: Scopes;
  readonly #locate: Locate;
  /** What a variable was declared with, by where its name stands. */
  readonly #values = new Map<number, AnyNode>();
  #parts = 0;

  constructor(program: AnyNode, scopes: Scopes, locate: Locate) {
    this.#scopes = scopes;
    this.#locate = locate;
    const lists = new Map<string, ObjectExpression>();
    let whole: string | undefined;
    const visit = (node: AnyNode): void => {
      if (node.type === 'VariableDeclarator' && node.init && node.id.type === 'Identifier') this.#values.set(node.id.start, node.init);
      if (node.type === 'FunctionDeclaration' && node.id) this.#values.set(node.id.start, node);
      if (node.type === 'CallExpression' && node.callee.type === 'Identifier') {
        const [first, second] = node.arguments;
        // The compiler lists what a module exports, and returns the list of the file that it was asked for.
        if (node.callee.name === '__export' && first?.type === 'Identifier' && second?.type === 'ObjectExpression')
          lists.set(first.name, second);
        if (node.callee.name === '__toCommonJS' && first?.type === 'Identifier') whole = first.name;
      }
      for (const child of children(node)) visit(child);
    };
    visit(program);
    for (const property of (whole !== undefined && lists.get(whole)?.properties) || []) {
      if (property.type === 'Property' && property.value.type === 'ArrowFunctionExpression')
        this.exported.set(keyOf(property) ?? '', property.value.body);
    }
  }

  /** @param at where it is listed, which says more of it than where a constant was declared */
  placeOf(node: AnyNode, at: number, depth: number): DeclaredPlace {
    const parts = this.#partsOf(node, depth);
    // A file that exports a constant lists it nowhere that anybody wrote.
    const { location } = this.#locate(depth === 0 ? (this.#literal(node, depth)?.start ?? this.#meant(node).start) : at);
    return { ...(location ? { location } : {}), ...(parts ? { parts } : {}) };
  }

  #partsOf(node: AnyNode, depth: number): ReadonlyMap<string, DeclaredPlace> | undefined {
    const literal = depth < DEEPEST ? this.#literal(node, depth) : undefined;
    if (!literal) return undefined;
    const parts = new Map<string, DeclaredPlace>();
    const add = (key: string, value: AnyNode, at: number): void => {
      if (this.#parts++ < MOST_PARTS) parts.set(key, this.placeOf(value, at, depth + 1));
    };
    if (literal.type === 'ArrayExpression') {
      for (const [index, element] of literal.elements.entries()) {
        // Behind a list that is spread nobody knows the numbers.
        if (element?.type === 'SpreadElement') break;
        if (element) add(String(index), element, element.start);
      }
    } else if (literal.type === 'ObjectExpression') {
      for (const property of literal.properties) {
        if (property.type === 'SpreadElement')
          for (const [key, place] of this.#partsOf(property.argument, depth + 1) ?? []) parts.set(key, place);
        else {
          const key = keyOf(property);
          if (key !== undefined) add(key, property.value, property.start);
        }
      }
    }
    return parts;
  }

  /** What an expression evaluates to, as far as that is written: an object, a list, what a function returns, what one is called with. */
  #literal(node: AnyNode, depth: number): AnyNode | undefined {
    if (depth > DEEPEST) return undefined;
    const meant = this.#meant(node);
    switch (meant.type) {
      case 'ObjectExpression':
      case 'ArrayExpression':
        return meant;
      case 'CallExpression': {
        const { callee, arguments: given } = meant;
        // A family is made by the last that it is called with.
        const isFamily = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'matrix';
        const made = returned(isFamily ? given.at(-1) : this.#meant(callee));
        const source = made ?? given[0];
        return source && this.#literal(source, depth + 1);
      }
      default:
        return undefined;
    }
  }

  /** What a name stands for, from one constant to the next. */
  #meant(node: AnyNode): AnyNode {
    let meant = node;
    for (let steps = 0; meant.type === 'Identifier' && steps < DEEPEST; steps++) {
      const variable = this.#scopes.meaning.get(meant.start);
      const value = variable && this.#values.get(variable.at);
      if (!value) break;
      meant = value;
    }
    return meant;
  }
}

/** What a function returns, in its only way out. */
function returned(node: AnyNode | undefined): Expression | undefined {
  if (!node || (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression' && node.type !== 'FunctionDeclaration'))
    return undefined;
  if (node.body.type !== 'BlockStatement') return node.body;
  const last = node.body.body.at(-1);
  return (last?.type === 'ReturnStatement' && last.argument) || undefined;
}

function keyOf({ key, computed }: { readonly key: AnyNode; readonly computed: boolean }): string | undefined {
  if (key.type === 'Identifier' && !computed) return key.name;
  return key.type === 'Literal' ? String(key.value) : undefined;
}
