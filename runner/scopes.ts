import type { AnyNode, Function as FunctionNode, Pattern } from 'acorn';
import { children, isFunction } from './syntax-tree.ts';

/**
 * Which variable each name of a script means, and who writes and captures it. Only what that takes:
 * a parameter and the body of its function are one scope, and unresolved names are globals.
 */

/** A function, a class field's initialiser or a static block: what has an activation of its own. */
export interface Activation {
  readonly node: AnyNode;
  readonly parent: Activation | undefined;
  /** Whether an arrow inside it reads its `this`. */
  lendsThis: boolean;
}

export interface Variable {
  readonly name: string;
  /** Where it is declared, as an offset in the script. */
  readonly at: number;
  readonly scope: Scope;
  /** Whether a function inside its own reads or writes it. */
  captured: boolean;
}

export interface Scope {
  /** A function, a block, a loop, a catch clause or a static block. */
  readonly node: AnyNode;
  readonly parent: Scope | undefined;
  readonly activation: Activation;
  readonly variables: Map<string, Variable>;
}

/** An assignment to a variable, a count-up, or a loop that assigns to it. */
export interface Write {
  readonly node: AnyNode;
  readonly variable: Variable;
  readonly activation: Activation;
}

export interface Scopes {
  readonly scopes: readonly Scope[];
  readonly activations: readonly Activation[];
  readonly writes: readonly Write[];
  /** The variable that an identifier means, by the identifier's offset; absent for globals. */
  readonly meaning: ReadonlyMap<number, Variable>;
  /** In whose activation a node was met. */
  readonly within: ReadonlyMap<AnyNode, Activation>;
}

export function scopesOf(program: AnyNode): Scopes {
  return new Walk(program);
}

class Walk implements Scopes {
  readonly scopes: Scope[] = [];
  readonly activations: Activation[] = [];
  readonly writes: Write[] = [];
  readonly meaning = new Map<number, Variable>();
  readonly within = new Map<AnyNode, Activation>();

  constructor(program: AnyNode) {
    const activation = this.#activation(program, undefined);
    const scope = this.#scope(program, undefined, activation);
    this.#hoist(program, scope);
    this.#declareLexical(children(program), scope);
    for (const child of children(program)) this.#visit(child, scope);
  }

  #activation(node: AnyNode, parent: Activation | undefined): Activation {
    const activation: Activation = { node, parent, lendsThis: false };
    this.activations.push(activation);
    return activation;
  }

  #scope(node: AnyNode, parent: Scope | undefined, activation: Activation): Scope {
    const scope: Scope = { node, parent, activation, variables: new Map() };
    this.scopes.push(scope);
    return scope;
  }

  #declare(pattern: Pattern, scope: Scope): void {
    for (const { name, start } of boundIdentifiers(pattern)) {
      if (!scope.variables.has(name)) scope.variables.set(name, { name, at: start, scope, captured: false });
    }
  }

  /** `var` belongs to its function, wherever it stands in it. */
  #hoist(node: AnyNode, scope: Scope): void {
    if (node.type === 'VariableDeclaration' && node.kind === 'var') for (const { id } of node.declarations) this.#declare(id, scope);
    for (const child of children(node)) if (!isFunction(child) && child.type !== 'ClassBody') this.#hoist(child, scope);
  }

  #declareLexical(statements: readonly AnyNode[], scope: Scope): void {
    for (const statement of statements) {
      if (statement.type === 'VariableDeclaration' && statement.kind !== 'var')
        for (const { id } of statement.declarations) this.#declare(id, scope);
      if ((statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') && statement.id)
        this.#declare(statement.id, scope);
    }
  }

  #visit(node: AnyNode, scope: Scope): void {
    this.within.set(node, scope.activation);
    if (isFunction(node)) return this.#visitFunction(node, scope);
    switch (node.type) {
      case 'Identifier':
        this.#refer(node.name, node.start, scope);
        return;
      case 'ThisExpression': {
        let { activation } = scope;
        if (activation.node.type !== 'ArrowFunctionExpression') return;
        while (activation.parent && activation.node.type === 'ArrowFunctionExpression') activation = activation.parent;
        activation.lendsThis = true;
        return;
      }
      case 'BlockStatement':
      case 'SwitchStatement': {
        const block = this.#scope(node, scope, scope.activation);
        this.#declareLexical(node.type === 'BlockStatement' ? node.body : node.cases.flatMap((entry) => entry.consequent), block);
        return this.#visitAll(node, block);
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement': {
        const loop = this.#scope(node, scope, scope.activation);
        const head = node.type === 'ForStatement' ? node.init : node.left;
        if (head?.type === 'VariableDeclaration') this.#declareLexical([head], loop);
        else if (node.type !== 'ForStatement') this.#write(node, node.left as AnyNode, loop);
        return this.#visitAll(node, loop);
      }
      case 'CatchClause': {
        const clause = this.#scope(node, scope, scope.activation);
        if (node.param) this.#declare(node.param, clause);
        return this.#visitAll(node, clause);
      }
      case 'StaticBlock': {
        const block = this.#scope(node, scope, this.#activation(node, scope.activation));
        this.#hoist(node, block);
        this.#declareLexical(node.body, block);
        return this.#visitAll(node, block);
      }
      case 'PropertyDefinition': {
        if (node.computed) this.#visit(node.key, scope);
        if (node.value) this.#visit(node.value, this.#scope(node, scope, this.#activation(node, scope.activation)));
        return;
      }
      case 'AssignmentExpression':
        this.#write(node, node.left, scope);
        return this.#visitAll(node, scope);
      case 'UpdateExpression':
        this.#write(node, node.argument, scope);
        return this.#visitAll(node, scope);
      default:
        return this.#visitAll(node, scope);
    }
  }

  #visitFunction(node: FunctionNode & AnyNode, scope: Scope): void {
    const inner = this.#scope(node, scope, this.#activation(node, scope.activation));
    for (const parameter of node.params) this.#declare(parameter, inner);
    if (node.body.type === 'BlockStatement') {
      this.#hoist(node.body, inner);
      this.#declareLexical(node.body.body, inner);
    }
    // The name of a function expression is seen inside it alone.
    if (node.type === 'FunctionExpression' && node.id) this.#declare(node.id, inner);
    for (const parameter of node.params) this.#visit(parameter, inner);
    if (node.body.type === 'BlockStatement') for (const statement of node.body.body) this.#visit(statement, inner);
    else this.#visit(node.body, inner);
  }

  #visitAll(node: AnyNode, scope: Scope): void {
    for (const child of references(node)) this.#visit(child, scope);
  }

  #refer(name: string, at: number, scope: Scope): Variable | undefined {
    for (let from: Scope | undefined = scope; from; from = from.parent) {
      const variable = from.variables.get(name);
      if (!variable) continue;
      this.meaning.set(at, variable);
      if (variable.scope.activation !== scope.activation) variable.captured = true;
      return variable;
    }
    return undefined;
  }

  #write(node: AnyNode, target: AnyNode, scope: Scope): void {
    for (const { name, start } of boundIdentifiers(target as Pattern)) {
      const variable = this.#refer(name, start, scope);
      if (variable) this.writes.push({ node, variable, activation: scope.activation });
    }
  }
}

/** The names that a pattern binds or assigns to; what it assigns into objects is not among them. */
export function boundIdentifiers(pattern: Pattern): { readonly name: string; readonly start: number }[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => boundIdentifiers(property.type === 'Property' ? property.value : property.argument));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundIdentifiers(element) : []));
    case 'RestElement':
      return boundIdentifiers(pattern.argument);
    case 'AssignmentPattern':
      return boundIdentifiers(pattern.left);
    default:
      return [];
  }
}

/** The children in which an identifier is a reference, not the name of a property or a label. */
function references(node: AnyNode): AnyNode[] {
  switch (node.type) {
    case 'MemberExpression':
      return node.computed ? [node.object, node.property] : [node.object];
    case 'Property':
    case 'MethodDefinition':
      return node.computed ? [node.key, node.value] : [node.value as AnyNode];
    case 'LabeledStatement':
      return [node.body];
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return [];
    default:
      return children(node);
  }
}
