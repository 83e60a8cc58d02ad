import type { AnyNode } from 'acorn';
import { GUARD } from './bundle-names.ts';
import type { Edits } from './edits.ts';
import type { Locate } from './instrument.ts';
import type { SourceLocation } from './protocol.ts';
import type { Scope, Scopes } from './scopes.ts';
import { children, isFunction } from './syntax-tree.ts';

/** A statement of the user's that tells when it is about to be executed. */
export interface LineSite {
  readonly location: SourceLocation;
  /** The function that it stands in. */
  readonly within: string;
  /** What can be seen there, the innermost first, in the order in which the probe hands out the values. */
  readonly names: readonly string[];
}

export interface Probes {
  readonly sites: readonly LineSite[];
  /** What stands around each probe in the code, for whoever has to hide them: no other text of the bundle holds it. */
  readonly veil: Veil;
}

export interface Veil {
  readonly from: string;
  readonly to: string;
}

interface Parsed {
  readonly code: string;
  readonly program: AnyNode;
  readonly scopes: Scopes;
  /** The function around the whole bundle: what is executed while the file is loaded has no probes. */
  readonly whole: AnyNode | undefined;
  readonly locate: Locate;
}

/** So many variables are handed out at a line. */
const MOST_NAMES = 60;
/** The number of the call that a statement is executed in, for those who step over what it calls. */
const CALL = '$backstepCall';

/**
 * Puts a probe before each statement of the user's functions: it tells the statement's number and the
 * call that it is in, and hands out the variables when it is asked for them. A probe reads and changes nothing else.
 */
export function addProbes(parsed: Parsed, edits: Edits): Probes {
  const probes = new LineProbes(parsed, edits);
  probes.visit(parsed.program, undefined);
  return { sites: probes.sites, veil: probes.veil };
}

/** Where a statement stands: its scope, and the function that it belongs to. */
interface Surroundings {
  readonly scope: Scope;
  readonly within: string;
}

class LineProbes {
  readonly sites: LineSite[] = [];
  readonly veil: Veil;
  readonly #parsed: Parsed;
  readonly #edits: Edits;
  readonly #scopes: ReadonlyMap<AnyNode, Scope>;

  constructor(parsed: Parsed, edits: Edits) {
    this.#parsed = parsed;
    this.#edits = edits;
    this.#scopes = new Map(parsed.scopes.scopes.map((scope) => [scope.node, scope]));
    let mark = 0;
    while (parsed.code.includes(`/*line${mark}`)) mark++;
    this.veil = { from: `/*line${mark}<*/`, to: `/*line${mark}>*/` };
  }

  /** Goes through the program; `around` is absent outside of the user's functions. */
  visit(node: AnyNode, around: Surroundings | undefined, name = ''): void {
    const scope = this.#scopes.get(node);
    if (isFunction(node)) {
      // A function of a package, or a helper of the compiler, has no probes, and so not the constant that they need.
      const own =
        node === this.#parsed.whole || !scope || this.#parsed.locate(node.start).library
          ? undefined
          : { scope, within: node.id?.name ?? (name || around?.within || '') };
      for (const parameter of node.params) this.visit(parameter, around);
      if (node.body.type !== 'BlockStatement') {
        if (own) this.#before(node.body, { around: own, call: `${GUARD}.call()` });
        this.visit(node.body, own);
      } else {
        if (own) this.#insert(node.body.start + 1, `const ${CALL}=${GUARD}.call();`);
        this.#statements(node.body.body, own);
        if (own) this.#atEnd(node.body, own);
      }
      return;
    }
    const inner = around && scope ? { ...around, scope } : around;
    switch (node.type) {
      case 'BlockStatement':
        return this.#statements(node.body, inner);
      case 'SwitchStatement':
        this.visit(node.discriminant, inner);
        for (const { test, consequent } of node.cases) {
          if (test) this.visit(test, inner);
          this.#statements(consequent, inner);
        }
        return;
      case 'IfStatement':
        this.visit(node.test, inner);
        this.#branch(node.consequent, inner);
        if (node.alternate) this.#branch(node.alternate, inner);
        return;
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        for (const child of children(node)) {
          if (child === node.body) this.#branch(node.body, inner);
          else this.visit(child, inner);
        }
        return;
      case 'StaticBlock':
        // It is executed while the file is loaded.
        for (const child of children(node)) this.visit(child, undefined);
        return;
      default:
        for (const child of children(node)) this.visit(child, inner, nameOf(node));
    }
  }

  #statements(statements: readonly AnyNode[], around: Surroundings | undefined): void {
    for (const statement of statements) {
      if (around && isExecutable(statement)) this.#before(statement, { around, call: CALL });
      this.visit(statement, around);
    }
  }

  /** A statement that stands alone where a block could. */
  #branch(statement: AnyNode, around: Surroundings | undefined): void {
    if (around && statement.type !== 'BlockStatement' && isExecutable(statement)) {
      const probe = this.#probe(statement, { around, call: CALL });
      if (probe !== undefined) this.#edits.wrap(statement, this.#veiled(`{${probe};`), this.#veiled('}'));
    }
    this.visit(statement, around);
  }

  /** The closing brace of a function, where what its last statement did can be seen. */
  #atEnd(body: AnyNode & { readonly body: readonly AnyNode[] }, around: Surroundings): void {
    const last = body.body.at(-1);
    if (last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement') return;
    const probe = this.#probe({ start: body.end - 1 }, { around, call: CALL });
    if (probe !== undefined) this.#insert(body.end - 1, `${probe};`);
  }

  #before(node: AnyNode, where: { readonly around: Surroundings; readonly call: string }): void {
    const probe = this.#probe(node, where);
    if (probe === undefined) return;
    if (where.call === CALL) this.#insert(node.start, `${probe};`);
    else this.#edits.wrap(node, this.#veiled(`(${probe},`), this.#veiled(')'));
  }

  #probe({ start }: { readonly start: number }, { around, call }: { around: Surroundings; call: string }): string | undefined {
    const { library, location } = this.#parsed.locate(start);
    if (library || !location) return undefined;
    const visible = this.#visible(around.scope);
    const names = visible.map(({ name, at }) => this.#parsed.locate(at).name ?? name);
    const site = this.sites.push({ location, within: around.within, names }) - 1;
    return `${GUARD}.at(${site},${call})&&${GUARD}.see(${visible.map(({ name }) => `()=>${name}`).join(',')})`;
  }

  /** The variables that can be seen from a scope, up to the top level of its module, the innermost first. */
  #visible(from: Scope): readonly { readonly name: string; readonly at: number }[] {
    const visible = new Map<string, { readonly name: string; readonly at: number }>();
    for (let scope: Scope | undefined = from; scope && scope.node !== this.#parsed.whole; scope = scope.parent) {
      if (scope.node.type === 'Program') break;
      for (const variable of scope.variables.values()) if (!visible.has(variable.name)) visible.set(variable.name, variable);
    }
    return [...visible.values()].slice(0, MOST_NAMES);
  }

  #insert(at: number, text: string): void {
    this.#edits.insert(at, this.#veiled(text));
  }

  #veiled(text: string): string {
    return `${this.veil.from}${text}${this.veil.to}`;
  }
}

/** What the function below a node is called, where the node gives it a name. */
function nameOf(node: AnyNode): string {
  switch (node.type) {
    case 'Property':
    case 'MethodDefinition':
      return node.key.type === 'Identifier' ? node.key.name : '';
    case 'VariableDeclarator':
      return node.id.type === 'Identifier' ? node.id.name : '';
    default:
      return '';
  }
}

/** Whether something is executed where a statement stands: what is hoisted or empty is not. */
function isExecutable({ type }: AnyNode): boolean {
  return type !== 'FunctionDeclaration' && type !== 'EmptyStatement' && type !== 'BlockStatement';
}
